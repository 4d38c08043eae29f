import { Readable } from 'node:stream';
import * as fc from 'fast-check';
import { createAwsChunkedDecoder } from '../../../lib/local/http/aws-chunked';

async function decode(parts: readonly Buffer[], length?: number) {
  const decoder = createAwsChunkedDecoder(length);
  const chunks: Buffer[] = [];
  for await (const chunk of Readable.from(parts).compose(decoder)) chunks.push(chunk);
  return { body: Buffer.concat(chunks), trailers: decoder.trailers };
}

const encoded = Buffer.from(
  '5;chunk-signature=0abc\r\nhello\r\n3\r\n wo\r\n0\r\nx-amz-checksum-crc32:AAAA\r\nx-amz-trailer-signature:1\r\n\r\n',
);

test('chunks with and without signature are joined and trailers read, wherever the network cuts them', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: encoded.length }), { maxLength: 8 }),
      async (cuts) => {
        const places = [0, ...cuts.sort((a, b) => a - b), encoded.length];
        const parts = places.slice(1).map((end, i) => encoded.subarray(places[i], end));
        const { body, trailers } = await decode(parts, 8);
        expect(body.toString()).toBe('hello wo');
        expect(trailers.get('x-amz-checksum-crc32')).toBe('AAAA');
      },
    ),
  );
});

test.each([
  ['5\r\nhel', undefined, 'ended within a chunk'],
  ['5\r\nhelloo\r\n0\r\n\r\n', undefined, 'longer than announced'],
  ['zz\r\n', undefined, 'expected the size of a chunk'],
  ['2\r\nab\r\n0\r\n\r\n', 3, 'is 3, but 2 bytes came'],
  ['0\r\n\r\nmore\r\n', undefined, 'after the last chunk'],
  ['a'.repeat(10_000), undefined, 'too long'],
])('%j is refused', async (text, length, problem) => {
  await expect(decode([Buffer.from(text)], length)).rejects.toThrow(problem);
});
