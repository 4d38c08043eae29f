import type { Readable } from 'node:stream';
import { ServiceError } from '../service';

/**
 * Reads a body whole.
 * @throws ServiceError RequestEntityTooLarge as soon as it is longer than `limit` bytes.
 */
export async function readBody(source: Readable, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Not destroyed on an early exit: the answer still has to go out on the same connection.
  for await (const chunk of source.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > limit)
      throw new ServiceError('RequestEntityTooLarge', `The request body is longer than ${limit} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}
