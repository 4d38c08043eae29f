import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CODEARTIFACT_REGIONS } from '../../../lib/contract';
import { ROOT } from './paths';

/** Every region that can hold a repository, the primary one first. */
export const REGIONS: readonly string[] = [
  'us-east-1',
  ...CODEARTIFACT_REGIONS.filter((region) => region !== 'us-east-1'),
];

/**
 * Synthesizes the app as shipped, but for a number of regions, into a folder. In a process of its own, as the CDK's
 * command does it: the CDK wraps `fs` and `child_process` of the process that it is loaded in, to count what they take.
 */
export function synthesizeApp(outdir: string, regions = REGIONS.length): void {
  const { context } = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8'));
  const vigilant = { ...context.vigilant, replicaRegions: REGIONS.slice(1, regions) };
  execFileSync(process.execPath, ['--import', 'tsx', join(ROOT, 'bin', 'app.ts')], {
    cwd: ROOT,
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      CDK_OUTDIR: outdir,
      CDK_CONTEXT_JSON: JSON.stringify({ ...context, vigilant }),
    },
    stdio: 'pipe',
  });
}
