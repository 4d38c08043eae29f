import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../test-context';

const { ensureProgram } = require('../../../bin/setup/program.js') as {
  ensureProgram(root: string): Promise<string>;
};

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'vigilant-program-'));
  mkdirSync(join(root, 'lib/cli'), { recursive: true });
  mkdirSync(join(root, 'lib/local'));
  mkdirSync(join(root, 'node_modules'));
  symlinkSync(join(ROOT, 'node_modules/zod'), join(root, 'node_modules/zod'));
  write('cli/main.ts', "import { place } from '../local/place';\nexport const main = (): string => place;\n");
  write('local/place.ts', 'export const place: string = __dirname;\n');
});
afterEach(() => rmSync(root, { recursive: true }));

const write = (file: string, text: string) => writeFileSync(join(root, 'lib', file), text);

test('the command is one file, whose modules know the folders of their sources', async () => {
  const { main } = require(await ensureProgram(root));
  expect(main()).toBe(join(root, 'lib/local'));
});

test('it is made anew when a source has changed, and only then', async () => {
  const first = await ensureProgram(root);
  expect(await ensureProgram(root)).toBe(first);
  write('local/place.ts', "import { z } from 'zod';\nexport const place = z.string().parse('moved');\n");
  const second = await ensureProgram(root);
  expect(require(second).main()).toBe('moved');
  const folder = join(root, 'node_modules/.cache/vigilant');
  expect(
    readdirSync(folder)
      .map((name) => join(folder, name))
      .sort(),
  ).toEqual([first, second].sort());
});

test('a source that cannot be compiled is named, and nothing is kept', async () => {
  write('local/place.ts', 'export const place = ;\n');
  await expect(ensureProgram(root)).rejects.toThrow(/lib\/local\/place\.ts:1:21/);
  expect(readdirSync(join(root, 'node_modules/.cache/vigilant'))).toEqual([]);
});
