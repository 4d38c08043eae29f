import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { lstat, readlink, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import type { ArtifactFile } from './artifact-files';

/** Zips files into `target`. With `links`, symbolic links stay links; without, the file they lead to is taken. */
export async function zipFiles(
  files: readonly ArtifactFile[],
  target: string,
  links: boolean,
): Promise<void> {
  const zip = new ZipFile();
  for (const { path, name } of files) {
    const link = links && (await lstat(path)).isSymbolicLink();
    if (link) zip.addBuffer(Buffer.from(await readlink(path)), name, { mode: 0o120777 });
    else zip.addFile(path, name, { mode: (await stat(path)).mode });
  }
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(target));
}

/** Hashes of a file, in hex. */
export async function hashFile(path: string): Promise<{ md5: string; sha256: string }> {
  const md5 = createHash('md5');
  const sha256 = createHash('sha256');
  for await (const chunk of createReadStream(path)) {
    md5.update(chunk);
    sha256.update(chunk);
  }
  return { md5: md5.digest('hex'), sha256: sha256.digest('hex') };
}
