import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { FileBody } from '../../storage/file-body';
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
      await unpack(zip, entry, { file, directory, budget, limits });
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
  to: { file: string; directory: string; budget: { bytes: number }; limits: UnzipLimits },
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
  const permissions = (mode & 0o111) === 0 ? 0o644 : 0o755;
  // Counted as it comes: the size that the archive claims is not to be believed.
  const count = (bytes: number) => {
    to.budget.bytes -= bytes;
    if (to.budget.bytes < 0) throw refused(entry, `archive unpacks to more than ${to.limits.bytes} bytes`);
  };
  if (isStored(entry)) {
    count(entry.compressedSize);
    const { fileDataStart: start } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
    const content = await FileBody.open(to.file, { start, end: start + entry.compressedSize - 1 });
    await content.saveAs(path, permissions);
    return;
  }
  const meter = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      count(chunk.length);
      yield chunk;
    }
  };
  const target = createWriteStream(path, { mode: permissions });
  await pipeline(await zip.openReadStreamPromise(entry), meter, target);
}

/** Whether the content stands in the archive as it is (APPNOTE.TXT, 4.4.5). */
function isStored(entry: Entry): boolean {
  return entry.compressionMethod === 0 && !entry.isEncrypted();
}

function refused(entry: Entry, reason: string): PhaseError {
  return new PhaseError('CLIENT_ERROR', `source entry "${entry.fileName}" refused: ${reason}`);
}
