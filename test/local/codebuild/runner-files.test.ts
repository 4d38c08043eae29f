import { randomBytes } from 'node:crypto';
import { createWriteStream, existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { globPattern } from '../../../lib/local/codebuild/runner/artifact-files';
import { unzip } from '../../../lib/local/codebuild/runner/unzip';

const directory = mkdtempSync(join(tmpdir(), 'unzip-'));

async function archive(files: Record<string, Buffer>, compress = true): Promise<string> {
  const zip = new ZipFile();
  for (const [name, bytes] of Object.entries(files)) zip.addBuffer(bytes, name, { compress });
  zip.end();
  const path = join(directory, 'archive.zip');
  await pipeline(zip.outputStream, createWriteStream(path));
  return path;
}

test('an archive that unpacks to more than the limit is refused before it fills the disk', async () => {
  const bomb = await archive({ small: Buffer.from('x'), big: Buffer.alloc(5_000_000) });
  const target = mkdtempSync(join(tmpdir(), 'unzip-'));
  await expect(unzip(bomb, target, { entries: 10, bytes: 100_000 })).rejects.toThrow(
    /"big" refused: archive unpacks to more than 100000 bytes/,
  );
  expect(readFileSync(join(target, 'small'), 'utf8')).toBe('x');
  expect(existsSync(join(target, 'big')) ? readFileSync(join(target, 'big')).length : 0).toBeLessThan(
    200_000,
  );
});

test('what is stored without compression is unpacked as it is, and counted', async () => {
  const bytes = randomBytes(700_000);
  const stored = await archive({ big: bytes, 'folder/empty': Buffer.alloc(0) }, false);
  const target = mkdtempSync(join(tmpdir(), 'unzip-'));
  await unzip(stored, target, { entries: 10, bytes: 700_000 });
  expect(readFileSync(join(target, 'big')).equals(bytes)).toBe(true);
  expect(readFileSync(join(target, 'folder/empty'))).toHaveLength(0);
  await expect(unzip(stored, target, { entries: 10, bytes: 699_999 })).rejects.toThrow(
    /"big" refused: archive unpacks to more than 699999 bytes/,
  );
});

test('an archive with too many entries is refused', async () => {
  const many = await archive(Object.fromEntries(['a', 'b', 'c'].map((name) => [name, Buffer.from(name)])));
  await expect(unzip(many, directory, { entries: 2, bytes: 100 })).rejects.toThrow(/more than 2 entries/);
});

test.each([
  ['**/*', ['a', 'a/b', 'a/b/.c'], []],
  ['*', ['a', '.a'], ['a/b']],
  ['dist/*.whl', ['dist/a.whl'], ['dist/a/b.whl', 'a.whl', 'dist/a.whlx']],
  ['dist/**/*', ['dist/a', 'dist/a/b'], ['dist', 'x/dist/a']],
  ['./a?.txt', ['ab.txt'], ['a/.txt', 'a.txt']],
  ['{a,b}/[!x]*', ['a/y', 'b/yy'], ['a/x', 'c/y']],
  ['a+(b).$', ['a+(b).$'], ['aab.$']],
])('%s matches as CodeBuild matches', (pattern, matching, others) => {
  const expression = globPattern(pattern);
  expect(matching.filter((path) => !expression.test(path))).toEqual([]);
  expect(others.filter((path) => expression.test(path))).toEqual([]);
});
