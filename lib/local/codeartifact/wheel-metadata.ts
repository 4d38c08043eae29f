import { fromBufferPromise, openPromise, type ZipFile } from 'yauzl';

/** Longest METADATA file that is read; it holds the project's description. */
const LONGEST = 4 * 1024 * 1024;

/**
 * Reads the METADATA file of a wheel (PEP 658), without reading the rest of it; the wheel is a file's path, or its bytes.
 * Undefined when it is not a wheel that could be read: the index then does without.
 */
export async function readWheelMetadata(wheel: string | Uint8Array): Promise<Buffer | undefined> {
  let zip: ZipFile | undefined;
  try {
    const options = { autoClose: false, lazyEntries: true };
    zip =
      typeof wheel === 'string'
        ? await openPromise(wheel, options)
        : await fromBufferPromise(Buffer.from(wheel.buffer, wheel.byteOffset, wheel.length), options);
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
