import { once } from 'node:events';
import { type FileHandle, open } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { BlobBody } from './blob-body';

/** Bytes read and sent at once: few system calls, and little memory for each download. */
const CHUNK = 256 * 1024;

/** Part of a file, both ends included. */
export interface FileRange {
  readonly start: number;
  readonly end: number;
}

/**
 * A file, or a part of it, as a stream. Whoever reads it as any other stream gets chunks of its own; `sendTo` and
 * `saveAs` need one buffer for all of it. V8 collects the buffers of a stream only once 32 MiB of them have become garbage.
 */
export class FileBody extends BlobBody {
  private position: number;

  private constructor(
    private readonly file: FileHandle,
    private readonly range: FileRange,
  ) {
    super({ highWaterMark: CHUNK });
    this.position = range.start;
  }

  /** @throws Error of the file system when the file cannot be opened */
  static async open(path: string, range: FileRange = { start: 0, end: Number.POSITIVE_INFINITY }) {
    return new FileBody(await open(path), range);
  }

  async sendTo(target: Writable): Promise<void> {
    await this.each((chunk) => written(target, chunk));
    target.end();
    if (!target.writableFinished) await once(target, 'finish');
  }

  async saveAs(path: string, mode = 0o644): Promise<void> {
    const target = await open(path, 'w', mode);
    try {
      // Not `write`, which may take only a part.
      await this.each((chunk) => target.appendFile(chunk));
    } finally {
      await target.close();
    }
  }

  /** Hands over chunk by chunk, in one buffer for all of them, and closes the file. */
  private async each(use: (chunk: Buffer) => Promise<void>): Promise<void> {
    const length = this.range.end - this.range.start + 1;
    const buffer = Buffer.allocUnsafeSlow(Math.min(CHUNK, length));
    try {
      for (;;) {
        const chunk = await this.next(buffer);
        if (chunk.length === 0) return;
        await use(chunk);
      }
    } finally {
      this.destroy();
    }
  }

  override _read(): void {
    this.next(Buffer.allocUnsafeSlow(CHUNK)).then(
      (chunk) => this.push(chunk.length === 0 ? null : chunk),
      (error) => this.destroy(error),
    );
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.file.close().then(
      () => done(error),
      (failure) => done(error ?? failure),
    );
  }

  private async next(buffer: Buffer): Promise<Buffer> {
    const wanted = Math.min(buffer.length, this.range.end - this.position + 1);
    const { bytesRead } = await this.file.read(buffer, 0, wanted, this.position);
    this.position += bytesRead;
    return buffer.subarray(0, bytesRead);
  }
}

/** Waits until `target` has passed a chunk on, and no longer needs its bytes. */
function written(target: Writable, chunk: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const gone = () => reject(new Error('the client went away'));
    target.once('close', gone);
    target.write(chunk, (error) => {
      target.off('close', gone);
      if (error) reject(error);
      else resolve();
    });
  });
}
