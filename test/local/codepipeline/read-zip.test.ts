import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { readZip } from '../../../lib/local/codepipeline/read-zip';

let directory: string;
let path: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'zip-'));
  path = join(directory, 'a.zip');
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function zipOf(...names: string[]): Promise<Buffer> {
  const zip = new ZipFile();
  for (const name of names) zip.addBuffer(Buffer.from(`content of ${name}`), name);
  zip.addEmptyDirectory('empty');
  zip.end();
  return buffer(zip.outputStream);
}

async function read(): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for await (const entry of readZip(path)) files[entry.name] = await text(await entry.open());
  return files;
}

test('files are given with their content, folders are left out', async () => {
  await writeFile(path, await zipOf('a.txt', 'dist/b.whl'));
  expect(await read()).toEqual({ 'a.txt': 'content of a.txt', 'dist/b.whl': 'content of dist/b.whl' });
});

test('a name that leads out of the folder is refused', async () => {
  const bytes = (await zipOf('xx/evil')).toString('latin1').replaceAll('xx/evil', '../evil');
  await writeFile(path, Buffer.from(bytes, 'latin1'));
  await expect(read()).rejects.toThrow(/invalid relative path/);
});

test.each([
  ['no zip at all', 'hello'],
  ['nothing', ''],
])('%s is an error that says so', async (_name, content) => {
  await writeFile(path, content);
  await expect(read()).rejects.toThrow(/not a zip that can be read/);
});

test('a zip that was cut off is an error', async () => {
  await writeFile(path, (await zipOf('a.txt')).subarray(0, 60));
  await expect(read()).rejects.toThrow(/not a zip that can be read/);
});
