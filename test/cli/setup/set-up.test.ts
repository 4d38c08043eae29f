import { spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../test-context';

let clone: string;
let tools: string;

/** A clone with nothing but set-up's own files, and a PATH with nothing but the tools a test puts there. */
beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'vigilant-clone-'));
  tools = join(clone, 'tools');
  mkdirSync(tools);
  mkdirSync(join(clone, 'buildspecs'));
  for (const file of ['bin/setup.js', 'bin/setup'])
    cpSync(join(ROOT, file), join(clone, file), { recursive: true });
  writeFileSync(join(clone, 'buildspecs', 'requirements.txt'), '');
  writeFileSync(join(clone, 'buildspecs', 'requirements-local.txt'), '-r requirements.txt\n');
  writeFileSync(join(clone, 'package-lock.json'), JSON.stringify({ packages: { '': {} } }));
});
afterEach(() => rmSync(clone, { recursive: true }));

function tool(name: string, script: string) {
  writeFileSync(join(tools, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(tools, name), 0o755);
}

/** A python whose `-m venv` makes a folder with a copy of itself, and whose pip does what `pip` says. */
function python({ version = '3.12.1', venv = ':', pip = 'exit 0' } = {}) {
  tool(
    'python3',
    `echo "python3 $*" >> '${clone}/calls'
case "$*" in
  -c*) echo '${version}'; echo '${tools}/python3' ;;
  '-m venv'*) ${venv} ; /bin/mkdir -p '${clone}/.venv/bin'; /bin/cp '${tools}/python3' '${clone}/.venv/bin/python' ;;
  *'pip --version'*) exit 0 ;;
  *install*) ${pip} ;;
esac`,
  );
}

const calls = () => (existsSync(join(clone, 'calls')) ? readFileSync(join(clone, 'calls'), 'utf8') : '');

function setUp(env: Record<string, string> = {}): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(clone, 'bin', 'setup.js')], { env: { PATH: tools, ...env } });
    let output = '';
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    child.on('close', (code) => resolve({ code, output }));
  });
}

test('each step is one line when it starts and one when it is done; the second time there is nothing to do', async () => {
  python();
  const first = await setUp();
  expect(first.code).toBe(0);
  expect(first.output.split('\n').filter((line) => line.includes('done in'))).toHaveLength(2);
  rmSync(join(clone, 'calls'));
  expect(await setUp()).toEqual({ code: 0, output: '' });
  expect(calls()).toBe('');
});

test('changed requirements are installed again', async () => {
  python();
  await setUp();
  rmSync(join(clone, 'calls'));
  writeFileSync(join(clone, 'buildspecs', 'requirements.txt'), '# changed\n');
  expect((await setUp()).code).toBe(0);
  expect(calls()).toContain('install');
});

test('an environment whose installation failed is not taken for complete', async () => {
  python({ pip: 'exit 1' });
  expect((await setUp()).code).toBe(3);
  rmSync(join(clone, 'calls'));
  // The tools are mended; the environment's own python is what the first attempt left.
  python();
  cpSync(join(tools, 'python3'), join(clone, '.venv', 'bin', 'python'));
  expect((await setUp()).code).toBe(0);
  expect(calls()).toContain('install');
});

test('a Node.js without crc32, which came with 20.15 and 22.2, is too old', async () => {
  python();
  const old = join(clone, 'old-node.js');
  writeFileSync(
    old,
    "delete require('node:zlib').crc32; Object.defineProperty(process.versions, 'node', { value: '20.14.0' });",
  );
  const { code, output } = await setUp({ NODE_OPTIONS: `--require ${old}` });
  expect(code).toBe(3);
  expect(output).toContain('expected Node.js 20.15, 22.2 or newer, found 20.14.0 at ');
  expect(calls()).toBe('');
});

test('without Python the message says what was looked for and how to get it', async () => {
  const { code, output } = await setUp();
  expect(code).toBe(3);
  expect(output).toMatch(/expected Python 3\.10 or newer, found none on the PATH\. Install one/);
});

test('a clone whose Python tools could not be started is refused before anything is installed', async () => {
  python();
  cpSync(join(clone, 'bin'), join(clone, 'with a blank', 'bin'), { recursive: true });
  clone = join(clone, 'with a blank');
  const { code, output } = await setUp();
  clone = join(clone, '..');
  expect(code).toBe(3);
  expect(output).toContain('expected a clone in a folder without blanks and quotes in its path');
  expect(calls()).toBe('');
});

test('a Python that is too old is named with its version', async () => {
  python({ version: '3.9.18' });
  const { code, output } = await setUp();
  expect(code).toBe(3);
  expect(output).toContain(`found only 3.9.18 (${tools}/python3)`);
  expect(existsSync(join(clone, '.venv'))).toBe(false);
});

test('a newer Python under another name is taken', async () => {
  python({ version: '3.9.18' });
  tool(
    'python3.12',
    `case "$*" in -c*) echo 3.12.0; echo '${tools}/python3.12';; *) exec '${tools}/python3' "$@";; esac`,
  );
  expect((await setUp()).code).toBe(0);
});

test('a Python without its venv module is told apart from a broken network', async () => {
  python({ venv: 'echo "ensurepip is not available" >&2; exit 1' });
  const { code, output } = await setUp();
  expect(code).toBe(3);
  expect(output).toContain('apt-get install python3.12-venv');
});

test('without a network the message names what could not be fetched, and shows no wall of retries', async () => {
  const wall =
    'for i in 1 2 3; do echo "WARNING: Retrying (Retry(total=$i)) after NewConnectionError" >&2; done';
  python({ pip: `${wall}; echo "ERROR: No matching distribution found for awscli==1.45.11" >&2; exit 1` });
  const { code, output } = await setUp();
  expect(code).toBe(3);
  expect(output).toContain('could not be fetched (awscli==1.45.11)');
  expect(output).not.toContain('Retrying');
});

test('npm packages are installed when node_modules does not hold what the lockfile says', async () => {
  python();
  const lock = {
    packages: {
      '': {},
      'node_modules/a': { version: '1.0.0' },
      'node_modules/b': { version: '1.0.0', optional: true },
    },
  };
  writeFileSync(join(clone, 'package-lock.json'), JSON.stringify(lock));
  const installed = JSON.stringify({ packages: { 'node_modules/a': { version: '1.0.0' } } });
  tool(
    'npm',
    `echo "npm $*" >> '${clone}/calls'; /bin/mkdir -p '${clone}/node_modules/a'; echo '${installed}' > '${clone}/node_modules/.package-lock.json'`,
  );
  expect((await setUp()).code).toBe(0);
  expect(calls()).toContain('npm ci');
  rmSync(join(clone, 'calls'));
  await setUp();
  expect(calls()).not.toContain('npm ci');
  rmSync(join(clone, 'node_modules', 'a'), { recursive: true });
  await setUp();
  expect(calls()).toContain('npm ci');
});

test('npm without a network is one message', async () => {
  writeFileSync(
    join(clone, 'package-lock.json'),
    JSON.stringify({ packages: { 'node_modules/a': { version: '1.0.0' } } }),
  );
  tool('npm', 'echo "npm error code ENOTFOUND" >&2; exit 1');
  const { code, output } = await setUp();
  expect(code).toBe(3);
  expect(output).toContain('the npm registry does not answer');
  expect(output.trim().split('\n')).toHaveLength(3);
});

test('two set-ups at once wait for each other, and the second finds the work done', async () => {
  python({ pip: '/bin/sleep 0.5' });
  const both = await Promise.all([setUp(), setUp()]);
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  expect(calls().match(/install/g)).toHaveLength(1);
});
