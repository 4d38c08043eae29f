import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openState } from '../../../lib/local/runtime/open-state';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vigilant-open-state-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a state folder that is missing is made, with the folders above it', async () => {
  const directory = join(folder, 'not', 'there');
  const state = await openState(directory);
  await state.close();
  expect(readdirSync(directory)).toContain('store');
});

test.each(['file', 'file/below'])(
  'a state folder at %s, where a file is, is refused by name',
  async (path) => {
    writeFileSync(join(folder, 'file'), '');
    await expect(openState(join(folder, path))).rejects.toThrow(
      `state folder ${join(folder, path)}: expected a folder that can be made and written, ` +
        `found ${join(folder, 'file')}, which is no folder; choose another folder`,
    );
  },
);

test.each(['/proc/x', '/proc/x/y'])(
  'a state folder at %s, where nothing can be made, is refused by name',
  async (path) => {
    await expect(openState(path)).rejects.toThrow(
      new RegExp(`^state folder ${path}: expected .*, found that nothing can be made in /\\S* \\(E[A-Z]+: `),
    );
  },
);

test('a damaged state folder is named, with what to do', async () => {
  await (await openState(folder)).close();
  writeFileSync(join(folder, 'store', 'CURRENT'), 'nonsense\n');
  await expect(openState(folder)).rejects.toThrow(
    new RegExp(
      `^the state folder ${folder} cannot be opened: its database is damaged \\(.*nonsense.*\\); move`,
    ),
  );
});
