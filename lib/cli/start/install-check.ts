import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { CliContext } from '../context';
import { indexUrl } from '../releases/index-url';
import { runProgram } from '../runtime/run-program';
import type { Target } from '../target';

/** What installing a version from one region came to. */
export interface Installation {
  readonly region: string;
  readonly installed: boolean;
  /** Console script that was run, if the package has one. */
  readonly command?: string;
  /** First line that the script printed, or why the installation failed. */
  readonly output: string;
}

/** Installing a package without dependencies from this machine takes seconds. */
const TIMEOUT = 120_000;

/**
 * Installs a version with pip from one region in a throw-away environment, as a consumer would, and runs the console
 * script that it brings.
 */
export async function installFrom(
  context: CliContext,
  { target, region, state }: { target: Target; region: string; state: string },
  release: { package: string; version: string },
): Promise<Installation> {
  const parent = join(state, 'scratch');
  mkdirSync(parent, { recursive: true });
  const venv = mkdtempSync(join(parent, `install-${region}-`));
  try {
    return await installInto(context, { target, region, venv }, release);
  } finally {
    rmSync(venv, { recursive: true, force: true });
  }
}

async function installInto(
  context: CliContext,
  { target, region, venv }: { target: Target; region: string; venv: string },
  release: { package: string; version: string },
): Promise<Installation> {
  const { python } = context.setup.layout(context.projectRoot);
  const run = (command: readonly string[], env: Record<string, string> = {}) =>
    runProgram(command, {
      cwd: venv,
      env: { ...plain(context.env), ...env },
      timeout: TIMEOUT,
      signal: context.stop,
    });
  // pip of the project's own environment installs into the new one: making a venv with a pip of its own takes seconds.
  const made = await run([python, '-m', 'venv', '--without-pip', venv]);
  if (made.code !== 0) return { region, installed: false, output: lastLine(made.stderr) };
  const before = new Set(readdirSync(join(venv, 'bin')));
  const pip = [
    '-m',
    'pip',
    '--python',
    join(venv, 'bin', 'python'),
    '--disable-pip-version-check',
    '--no-input',
  ];
  const install = ['install', '--quiet', '--no-cache-dir', `${release.package}==${release.version}`];
  const installed = await run([python, ...pip, ...install], {
    // Not as an argument: the token would show in the list of processes.
    PIP_INDEX_URL: await indexUrl(target, region),
    PIP_CONFIG_FILE: '/dev/null',
  });
  if (installed.code !== 0) return { region, installed: false, output: lastLine(installed.stderr) };
  const command = readdirSync(join(venv, 'bin')).find((name) => !before.has(name));
  if (command === undefined)
    return { region, installed: true, output: 'installed; the package has no command' };
  // Every command knows at least one of these, and neither waits for input.
  const script = join(venv, 'bin', command);
  const version = await run([script, '--version']);
  const result = version.code === 0 ? version : await run([script, '--help']);
  const output = result.code === 0 ? (result.stdout.trim().split('\n')[0] ?? '') : lastLine(result.stderr);
  return {
    region,
    installed: result.code === 0,
    command: version.code === 0 ? `${command} --version` : command,
    output,
  };
}

/** The environment without what would make pip or Python look elsewhere. */
function plain(env: Readonly<Record<string, string | undefined>>) {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(PIP_|PYTHON|VIRTUAL_ENV|.*_proxy$)/i.test(name)),
  );
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
