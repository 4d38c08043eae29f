import { openPromise, type ZipFile } from 'yauzl';

/** Longest METADATA file that is read; it holds the project's description. */
const LONGEST = 4 * 1024 * 1024;

/**
 * Reads the METADATA file of a wheel (PEP 658), without reading the rest of it. Undefined when the file is not a wheel
 * that could be read: the index then does without.
 */
export async function readWheelMetadata(path: string): Promise<Buffer | undefined> {
  let zip: ZipFile | undefined;
  try {
    zip = await openPromise(path, { autoClose: false, lazyEntries: true });
    for await (const entry of zip.eachEntry()) {
      if (!/^[^/]+\.dist-info\/METADATA$/.test(entry.fileName)) continue;
      if (entry.uncompressedSize > LONGEST) return undefined;
      const chunks: Buffer[] = [];
      for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks);
    }
    return undefined;
  } catch {
    return undefined;
  } finally {
    zip?.close();
  }
}
