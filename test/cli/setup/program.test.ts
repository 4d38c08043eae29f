import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../test-context';

const { ensureProgram, loadProgram } = require('../../../bin/setup/program.js') as {
  ensureProgram(root: string): Promise<string>;
  loadProgram(file: string): { main(): string };
};

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'vigilant-program-'));
  mkdirSync(join(root, 'lib/cli'), { recursive: true });
  mkdirSync(join(root, 'lib/local'));
  mkdirSync(join(root, 'node_modules'));
  writeFileSync(join(root, 'package-lock.json'), '{}');
  symlinkSync(join(ROOT, 'node_modules/zod'), join(root, 'node_modules/zod'));
  write('cli/main.ts', "import { place } from '../local/place';\nexport const main = (): string => place;\n");
  write('local/place.ts', 'export const place: string = __dirname;\n');
});
afterEach(() => rmSync(root, { recursive: true }));

/** What the program says in a process of its own: V8 compiles a text only once in each. */
function inProcess(file: string): string {
  const setup = join(ROOT, 'bin/setup/program.js');
  const script = `process.stdout.write(require(${JSON.stringify(setup)}).loadProgram(${JSON.stringify(file)}).main())`;
  return execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' });
}

const write = (file: string, text: string) => writeFileSync(join(root, 'lib', file), text);

test('the command is one file, whose modules know the folders of their sources', async () => {
  const { main } = loadProgram(await ensureProgram(root));
  expect(main()).toBe(join(root, 'lib/local'));
});

test('it holds the packages that it needs, in plain ASCII', async () => {
  write('local/place.ts', "import { z } from 'zod';\nexport const place = z.string().parse('zöd');\n");
  const file = await ensureProgram(root);
  rmSync(join(root, 'node_modules/zod'));
  expect(loadProgram(file).main()).toBe('zöd');
  // It is read as Latin-1.
  expect(readFileSync(file, 'utf8')).toMatch(/^[\0-\x7f]+$/);
});

test('what V8 made of it is kept, and replaced where V8 cannot use it', async () => {
  const file = await ensureProgram(root);
  const code = `${file}.code`;
  expect(inProcess(file)).toBe(join(root, 'lib/local'));
  const kept = readFileSync(code);
  expect(inProcess(file)).toBe(join(root, 'lib/local'));
  expect(readFileSync(code)).toEqual(kept);
  writeFileSync(code, 'code of another version');
  expect(inProcess(file)).toBe(join(root, 'lib/local'));
  expect(readFileSync(code).length).toBe(kept.length);
});

test('it is made anew when a source has changed, and only then', async () => {
  const first = await ensureProgram(root);
  expect(await ensureProgram(root)).toBe(first);
  write('local/place.ts', "import { z } from 'zod';\nexport const place = z.string().parse('moved');\n");
  const second = await ensureProgram(root);
  expect(loadProgram(second).main()).toBe('moved');
  const folder = join(root, 'node_modules/.cache/vigilant');
  expect(
    readdirSync(folder)
      .map((name) => join(folder, name))
      .sort(),
  ).toEqual([first, second, `${second}.code`].sort());
});

test('it is made anew when other packages are installed', async () => {
  const first = await ensureProgram(root);
  writeFileSync(join(root, 'package-lock.json'), '{ "lockfileVersion": 3 }');
  expect(await ensureProgram(root)).not.toBe(first);
});

test('a source that cannot be compiled is named, and nothing is kept', async () => {
  write('local/place.ts', 'export const place = ;\n');
  await expect(ensureProgram(root)).rejects.toThrow(/lib\/local\/place\.ts:1:21/);
  expect(readdirSync(join(root, 'node_modules/.cache/vigilant'))).toEqual([]);
});
