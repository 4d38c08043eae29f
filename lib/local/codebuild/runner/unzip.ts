import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { PhaseError } from './phase-error';

/** Bounds of an archive, against one that would fill the disk. */
export interface UnzipLimits {
  readonly entries: number;
  /** Of the unpacked files together. */
  readonly bytes: number;
}

const LIMITS: UnzipLimits = { entries: 100_000, bytes: 20 * 1024 ** 3 };

/**
 * Unpacks a zip file into a folder. Nothing can land outside of it: absolute names, `..` and symbolic links are
 * refused.
 *
 * @throws PhaseError that names the entry
 */
export async function unzip(file: string, directory: string, limits = LIMITS): Promise<void> {
  const zip = await openPromise(file).catch((error: Error) => {
    throw new PhaseError('CLIENT_ERROR', `source is not a zip archive: ${error.message}`, { cause: error });
  });
  const budget = { entries: limits.entries, bytes: limits.bytes };
  try {
    for await (const entry of zip.eachEntry()) {
      budget.entries -= 1;
      if (budget.entries < 0) throw refused(entry, `archive has more than ${limits.entries} entries`);
      await unpack(zip, entry, { directory, budget, limits });
    }
  } catch (error) {
    if (error instanceof PhaseError) throw error;
    throw new PhaseError('CLIENT_ERROR', `source cannot be unpacked: ${(error as Error).message}`, {
      cause: error,
    });
  } finally {
    zip.close();
  }
}

async function unpack(
  zip: ZipFile,
  entry: Entry,
  to: { directory: string; budget: { bytes: number }; limits: UnzipLimits },
): Promise<void> {
  // yauzl refuses absolute names, backslashes and `..` by itself.
  const path = join(to.directory, entry.fileName);
  const mode = entry.externalFileAttributes >>> 16;
  if ((mode & 0o170000) === 0o120000) throw refused(entry, 'symbolic links are not unpacked');
  if (entry.fileName.endsWith('/')) {
    await mkdir(path, { recursive: true });
    return;
  }
  await mkdir(dirname(path), { recursive: true });
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      // Counted as it comes: the size that the archive claims is not to be believed.
      to.budget.bytes -= chunk.length;
      if (to.budget.bytes < 0) done(refused(entry, `archive unpacks to more than ${to.limits.bytes} bytes`));
      else done(null, chunk);
    },
  });
  const target = createWriteStream(path, { mode: (mode & 0o111) === 0 ? 0o644 : 0o755 });
  await pipeline(await zip.openReadStreamPromise(entry), meter, target);
}

function refused(entry: Entry, reason: string): PhaseError {
  return new PhaseError('CLIENT_ERROR', `source entry "${entry.fileName}" refused: ${reason}`);
}
