import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Everything of the project that the cloud assembly is made from; a test sees to it that nothing else is read. */
const INPUTS = [
  'bin/app.ts',
  'cdk.json',
  // Where the CDK would keep what it looked up in an account.
  'cdk.context.json',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'buildspecs',
  'state-machines',
  'lib/config',
  'lib/constructs',
  'lib/contract',
  'lib/handlers',
  'lib/stacks',
];

/** SHA-256 over names and content of all that a synthesis reads, the packages by way of the lockfile. */
export function assemblyStamp(projectRoot: string): string {
  const hash = createHash('sha256').update(process.versions.node);
  for (const file of INPUTS.flatMap((input) => filesIn(projectRoot, input))) {
    const content = readFileSync(join(projectRoot, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

function filesIn(root: string, path: string): string[] {
  const stats = statSync(join(root, path), { throwIfNoEntry: false });
  if (stats === undefined) return [];
  if (!stats.isDirectory()) return [path];
  return readdirSync(join(root, path))
    .filter((name) => name !== '__pycache__')
    .sort()
    .flatMap((name) => filesIn(root, join(path, name)));
}
