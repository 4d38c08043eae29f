import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { ZipFile } from 'yazl';

/** The zip format's first day: the same folder always gives the same bytes. */
const FIXED_TIME = new Date(1980, 0, 1);

/** Zips the files of a folder, deterministically: sorted names, fixed times, only the executable bit is kept. */
export async function zipDirectory(directory: string): Promise<Readable> {
  const zip = new ZipFile();
  for (const name of await filesBelow(directory)) {
    const path = join(directory, name);
    const executable = ((await stat(path)).mode & 0o100) !== 0;
    zip.addFile(path, name, { mtime: FIXED_TIME, mode: executable ? 0o100755 : 0o100644 });
  }
  zip.end();
  return zip.outputStream as Readable;
}

async function filesBelow(directory: string, prefix = ''): Promise<string[]> {
  const entries = await readdir(join(directory, prefix), { withFileTypes: true });
  const names: string[] = [];
  for (const entry of entries) {
    const name = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
    const isDirectory =
      entry.isDirectory() || (entry.isSymbolicLink() && (await stat(join(directory, name))).isDirectory());
    if (isDirectory) names.push(...(await filesBelow(directory, name)));
    else names.push(name);
  }
  return names.sort();
}
