import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { loadAssembly } from '../../lib/local/assembly/load-assembly';
import { type DeploymentNames, deploymentNames } from './deployment-names';
import { type LabelledStatement, labelStatements, type NamedTemplate } from './label-statements';

const run = promisify(execFile);

/** A copy of a cloud assembly in which every policy statement has a label. */
export interface LabelledAssembly {
  readonly directory: string;
  readonly statements: readonly LabelledStatement[];
  readonly names: DeploymentNames;
  remove(): void;
}

/**
 * Synthesizes the app into a temporary folder, or copies a cloud assembly there, and labels its policies.
 * `settings` are set on top of `vigilant` in cdk.json: `approval=true`.
 */
export async function labelledAssembly(source: {
  readonly projectRoot: string;
  readonly assembly?: string;
  readonly settings?: readonly string[];
}): Promise<LabelledAssembly> {
  const directory = mkdtempSync(join(tmpdir(), 'vigilant-mutate-'));
  if (source.assembly === undefined) await synthesize(source, directory);
  else cpSync(source.assembly, directory, { recursive: true });
  const { stacks } = loadAssembly(directory);
  const files = stacks.map(({ name }) => join(directory, `${name}.template.json`));
  const templates: NamedTemplate[] = stacks.map(({ name }, i) => ({
    stack: name,
    template: JSON.parse(readFileSync(files[i] as string, 'utf8')),
  }));
  const statements = labelStatements(templates);
  files.forEach((file, i) => {
    writeFileSync(file, JSON.stringify(templates[i]?.template));
  });
  return {
    directory,
    statements,
    names: deploymentNames(loadAssembly(directory)),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

async function synthesize(
  { projectRoot, settings = [] }: { projectRoot: string; settings?: readonly string[] },
  directory: string,
): Promise<void> {
  const cdk = join(projectRoot, 'node_modules', 'aws-cdk', 'bin', 'cdk');
  const context = settings.flatMap((setting) => ['--context', `vigilant.${setting}`]);
  const flags = ['--quiet', '--no-notices', '--no-version-reporting', '--ci', '--output', directory];
  await run(process.execPath, [cdk, 'synth', ...flags, ...context], { cwd: projectRoot });
}
