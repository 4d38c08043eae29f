import type { Readable } from 'node:stream';
import { openPromise } from 'yauzl';

/** A file of a zip. */
export interface ZipEntry {
  readonly name: string;
  open(): Promise<Readable>;
}

/** Gives the files of a zip, one at a time. @throws Error for names that would lead out of a folder. */
export async function* readZip(path: string): AsyncGenerator<ZipEntry> {
  const zip = await openPromise(path, { strictFileNames: true }).catch((error: Error) => {
    throw new Error(`the artifact is not a zip that can be read: ${error.message}`, { cause: error });
  });
  try {
    for await (const entry of zip.eachEntry())
      if (!entry.fileName.endsWith('/'))
        yield { name: entry.fileName, open: () => zip.openReadStreamPromise(entry) };
  } finally {
    zip.close();
  }
}
