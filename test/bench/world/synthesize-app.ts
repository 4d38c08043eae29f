import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { parseConfig } from '../../../lib/config';
import { CODEARTIFACT_REGIONS } from '../../../lib/contract';
import { createDeployment } from '../../../lib/stacks/deployment';
import { ROOT } from './paths';

/** Every region that can hold a repository, the primary one first. */
export const REGIONS: readonly string[] = [
  'us-east-1',
  ...CODEARTIFACT_REGIONS.filter((region) => region !== 'us-east-1'),
];

/** Synthesizes the app as shipped, but for a number of regions, into a folder. */
export function synthesizeApp(outdir: string, regions = REGIONS.length, bundle = true): void {
  const { context } = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8'));
  const bundling = bundle ? {} : { 'aws:cdk:bundling-stacks': [] };
  const app = new App({
    outdir,
    context: { ...context, ...bundling },
    builtinCloudFormationValidation: false,
  });
  const vigilant = { ...context.vigilant, replicaRegions: REGIONS.slice(1, regions) };
  createDeployment(app, parseConfig({ vigilant }));
  app.synth();
}
