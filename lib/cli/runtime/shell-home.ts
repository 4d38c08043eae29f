import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Files of the state folder that stand in for those of the user's home. */
export function shellHome(state: string) {
  const home = join(state, 'home');
  return {
    home,
    bin: join(state, 'bin'),
    awsConfig: join(home, '.aws', 'config'),
    awsCredentials: join(home, '.aws', 'credentials'),
    pipConfig: join(home, '.config', 'pip', 'pip.conf'),
  };
}

/** Variables that would lead the wrapped tools back to the user's own files. */
const FOREIGN = [
  'XDG_CONFIG_HOME',
  'XDG_DATA_HOME',
  'XDG_STATE_HOME',
  'XDG_CACHE_HOME',
  'PIP_CONFIG_FILE',
  'PYTHONPATH',
];

/**
 * Makes the home folder and wrappers of `aws` and `twine` that live in it: `aws codeartifact login` writes `~/.pypirc`
 * and runs `pip config set`, which must never touch the user's own files. A wrapper of `vigilant` works outside of the
 * clone too, where `npx` would ask the registry for a package of that name.
 */
export function prepareShellHome(
  state: string,
  { projectRoot, venv }: { projectRoot: string; venv: string },
): void {
  const { home, bin, awsConfig, pipConfig } = shellHome(state);
  for (const folder of [bin, join(awsConfig, '..'), join(pipConfig, '..')])
    mkdirSync(folder, { recursive: true });
  for (const tool of ['aws', 'twine']) {
    writeWrapper(join(bin, tool), [
      `# ${tool} of the project's Python environment, with a home folder of its own.`,
      `unset ${FOREIGN.join(' ')}`,
      `HOME=${quote(home)} PATH=${quote(join(venv, 'bin'))}:"$PATH" exec ${quote(join(venv, 'bin', tool))} "$@"`,
    ]);
  }
  writeWrapper(join(bin, 'vigilant'), [
    "# vigilant of the project's clone, for any folder.",
    `exec node ${quote(join(projectRoot, 'bin', 'vigilant.js'))} "$@"`,
  ]);
}

function writeWrapper(file: string, lines: readonly string[]): void {
  writeFileSync(file, ['#!/bin/sh', ...lines, ''].join('\n'));
  chmodSync(file, 0o755);
}

/** Quotes a text for POSIX shells. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
