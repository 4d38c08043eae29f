import { writeFile } from 'node:fs/promises';
import { Readable, type Writable } from 'node:stream';

/** The content of a blob, or a part of it: a stream that can also be sent or saved as a whole, which costs less. */
export abstract class BlobBody extends Readable {
  /**
   * Sends everything and ends `target`.
   * @throws Error when it cannot be read, or when `target` is gone before it has everything
   */
  abstract sendTo(target: Writable): Promise<void>;

  /** Writes everything to a file. @throws Error of the file system */
  abstract saveAs(path: string, mode?: number): Promise<void>;
}

/** Content that is in memory. */
export class BytesBody extends BlobBody {
  constructor(private readonly bytes: Uint8Array) {
    super();
  }

  async sendTo(target: Writable): Promise<void> {
    this.destroy();
    await new Promise<void>((resolve, reject) => {
      const gone = () => reject(new Error('the client went away'));
      if (target.destroyed) return gone();
      target.once('close', gone);
      target.end(this.bytes, resolve);
    });
  }

  async saveAs(path: string, mode = 0o644): Promise<void> {
    await writeFile(path, this.bytes, { mode });
    this.destroy();
  }

  override _read(): void {
    if (this.bytes.length > 0) this.push(this.bytes);
    this.push(null);
  }
}
