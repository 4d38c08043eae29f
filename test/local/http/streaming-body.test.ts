import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { WireRequest } from '../../../lib/local/http/protocols/protocol';
import { streamingBody } from '../../../lib/local/http/streaming-body';

/** A body of one chunk, `hello`, with a trailing checksum. */
async function received(trailer: string, value: string): Promise<string> {
  const message = Readable.from([Buffer.from(`5\r\nhello\r\n0\r\n${trailer}:${value}\r\n\r\n`)]);
  const headers = {
    'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
    'x-amz-trailer': trailer,
  };
  return text(streamingBody(message as IncomingMessage, { headers } as unknown as WireRequest).body);
}

test.each([
  ['crc32', 'NhCmhg=='],
  ...['sha1', 'sha256', 'sha512', 'md5'].map((name) => [
    name,
    createHash(name).update('hello').digest('base64'),
  ]),
])('a trailing %s must be that of the body', async (name = '', right = '') => {
  expect(await received(`x-amz-checksum-${name}`, right)).toBe('hello');
  await expect(received(`x-amz-checksum-${name}`, 'eA==')).rejects.toMatchObject({ code: 'BadDigest' });
});

test.each(['x-amz-checksum-crc32c', 'constructor'])('the trailer %s is refused by name', async (name) => {
  await expect(received(name, 'eA==')).rejects.toThrow(`trailer ${name} is not emulated`);
});
