import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shellExports } from '../../../lib/cli/runtime/shell-exports';
import { prepareShellHome, shellHome } from '../../../lib/cli/runtime/shell-home';

let state: string;

beforeEach(() => {
  // A name that every kind of quoting must survive.
  state = join(mkdtempSync(join(tmpdir(), 'vigilant-shell-')), "it's a $HOME folder");
  mkdirSync(state);
});
afterEach(() => rmSync(join(state, '..'), { recursive: true }));

const settings = () => ({ url: 'http://127.0.0.1:4610', region: 'us-east-1', state });
const shells = ['bash', 'zsh', 'dash'].filter((shell) => spawnSync(shell, ['-c', 'true']).status === 0);

test('bash is here to be tested', () => expect(shells).toContain('bash'));

test.each(shells)('%s: a session is pointed at the runtime, away from the profile it had', (shell) => {
  const env = {
    PATH: process.env['PATH'],
    AWS_PROFILE: 'work',
    AWS_SESSION_TOKEN: 'secret',
    AWS_ENDPOINT_URL_S3: 'x',
    NO_PROXY: 'corp',
  };
  const script = `${shellExports('sh', { ...settings(), env }).join('\n')}\nenv`;
  const output = execFileSync(shell, ['-c', script], {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const after = Object.fromEntries(output.split('\n').map((line) => line.split(/=(.*)/s).slice(0, 2)));
  expect(after).toMatchObject({
    AWS_ENDPOINT_URL: 'http://127.0.0.1:4610',
    AWS_REGION: 'us-east-1',
    AWS_CONFIG_FILE: shellHome(state).awsConfig,
    PIP_CONFIG_FILE: shellHome(state).pipConfig,
    NO_PROXY: 'corp,127.0.0.1,localhost',
  });
  expect(Object.keys(after)).not.toEqual(expect.arrayContaining(['AWS_PROFILE']));
  expect(after).not.toHaveProperty('AWS_SESSION_TOKEN');
  expect(after).not.toHaveProperty('AWS_ENDPOINT_URL_S3');
  expect(after['PATH']?.split(':')[0]).toBe(shellHome(state).bin);
});

test.each(shells)('%s: evaluating it twice changes nothing more', (shell) => {
  const env = { PATH: process.env['PATH'] };
  const lines = shellExports('sh', { ...settings(), env }).join('\n');
  const pathAfter = (script: string) =>
    execFileSync(shell, ['-c', `${script}\nprintf %s "$PATH"`], {
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  expect(pathAfter(`${lines}\n${lines}`)).toBe(pathAfter(lines));
});

test('a wrapped tool sees a home folder of its own, and pip of the virtual environment first', () => {
  const venv = join(state, 'venv');
  mkdirSync(join(venv, 'bin'), { recursive: true });
  for (const tool of ['aws', 'twine']) {
    writeFileSync(
      join(venv, 'bin', tool),
      '#!/bin/sh\nprintf "%s|" "$HOME" "$XDG_CONFIG_HOME" "$PIP_CONFIG_FILE" "${PATH%%:*}" "$@"\n',
    );
    chmodSync(join(venv, 'bin', tool), 0o755);
  }
  prepareShellHome(state, { projectRoot: state, venv });
  const env = {
    PATH: process.env['PATH'],
    HOME: '/users/own',
    XDG_CONFIG_HOME: '/users/own/.config',
    PIP_CONFIG_FILE: 'x',
  };
  const run = (tool: string) =>
    execFileSync(join(shellHome(state).bin, tool), ['a b', "it's"], {
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  const seen = `${shellHome(state).home}|||${join(venv, 'bin')}|a b|it's|`;
  expect(run('aws')).toBe(seen);
  expect(run('twine')).toBe(seen);
  expect(readFileSync(join(shellHome(state).bin, 'aws'), 'utf8')).toMatch(/^#!\/bin\/sh\n/);
});

test.each(shells)(
  '%s: vigilant is the one of this clone in any folder, with the arguments it was given',
  (shell) => {
    const projectRoot = join(state, 'clone');
    const elsewhere = join(state, 'elsewhere');
    for (const folder of [join(projectRoot, 'bin'), elsewhere]) mkdirSync(folder, { recursive: true });
    writeFileSync(
      join(projectRoot, 'bin', 'vigilant.js'),
      'process.stdout.write(JSON.stringify([process.cwd(), ...process.argv.slice(2)]))',
    );
    prepareShellHome(state, { projectRoot, venv: join(state, 'venv') });
    const env = { PATH: process.env['PATH'] };
    const script = `${shellExports('sh', { ...settings(), env }).join('\n')}\nvigilant publish "a b" "it's"`;
    const output = execFileSync(shell, ['-c', script], {
      env,
      cwd: elsewhere,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    expect(JSON.parse(output)).toEqual([realpathSync(elsewhere), 'publish', 'a b', "it's"]);
  },
);

test('fish gets the same variables in its own syntax', () => {
  const lines = shellExports('fish', { ...settings(), env: {} });
  expect(lines).toContain("set -gx AWS_ENDPOINT_URL 'http://127.0.0.1:4610';");
  expect(lines).toContain('set -e AWS_PROFILE;');
  expect(lines.join('\n')).toContain("it\\'s a $HOME folder");
});
