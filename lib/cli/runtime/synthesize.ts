import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CliError, EXIT } from '../failure';
import { assemblyStamp } from './assembly-stamp';
import { runProgram } from './run-program';

const STAMP = 'inputs.sha256';

/** Folder of the cloud assembly. */
export function assemblyDirectory(projectRoot: string): string {
  return join(projectRoot, 'cdk.out');
}

/** Whether `cdk.out` was made from the project as it is now. */
export function assemblyIsCurrent(projectRoot: string): boolean {
  const directory = assemblyDirectory(projectRoot);
  const stamp = join(directory, STAMP);
  if (!existsSync(stamp) || !existsSync(join(directory, 'manifest.json'))) return false;
  return readFileSync(stamp, 'utf8') === stampOf(projectRoot, assemblyStamp(projectRoot));
}

/**
 * Synthesizes the app into `cdk.out`. Needs neither credentials nor a network: those of the user are kept away, since
 * with them the CDK would look up an account that the runtime on this machine has nothing to do with.
 */
export async function synthesize(
  projectRoot: string,
  options: { env: Readonly<Record<string, string | undefined>>; signal?: AbortSignal },
): Promise<void> {
  const hash = assemblyStamp(projectRoot);
  const stamp = join(assemblyDirectory(projectRoot), STAMP);
  rmSync(stamp, { force: true });
  const cdk = join(projectRoot, 'node_modules', 'aws-cdk', 'bin', 'cdk');
  const flags = ['--quiet', '--no-notices', '--no-version-reporting', '--ci'];
  const result = await runProgram([process.execPath, cdk, 'synth', ...flags], {
    cwd: projectRoot,
    env: synthEnvironment(options.env),
    signal: options.signal,
  });
  if (result.code !== 0) {
    const output = readable(`${result.stdout}\n${result.stderr}`);
    throw new CliError(`the app could not be synthesized ("npm run synth"):\n${output}`, EXIT.usage);
  }
  writeFileSync(stamp, stampOf(projectRoot, hash));
}

/** The CDK prints whole minified source lines and long stacks; the message stands between them. */
function readable(output: string): string {
  return output
    .split('\n')
    .filter((line) => line.trim() !== '' && line.length < 1000 && !/^\S*\s+at |^Bundling asset/.test(line))
    .slice(-30)
    .join('\n');
}

function synthEnvironment(env: Readonly<Record<string, string | undefined>>) {
  const kept = Object.entries(env).filter(([name]) => !/^(AWS|CDK)_/.test(name));
  return {
    ...Object.fromEntries(kept),
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
  };
}

/** With the manifest, because a person may synthesize into the same folder with other settings. */
function stampOf(projectRoot: string, inputs: string): string {
  const manifest = readFileSync(join(assemblyDirectory(projectRoot), 'manifest.json'));
  return `${inputs} ${createHash('sha256').update(manifest).digest('hex')}\n`;
}
