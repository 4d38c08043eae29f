import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type Readable, Transform } from 'node:stream';
import { crc32 } from 'node:zlib';
import { ServiceError } from '../service';
import { createAwsChunkedDecoder } from './aws-chunked';
import type { WireRequest } from './protocols/protocol';

/** Largest body that is streamed: S3's limit for one PUT and CodeArtifact's for one asset are 5 GiB. */
const LARGEST = 5 * 1024 ** 3;

/** A body that is streamed to the operation, and the request as it is without the transfer's own encoding. */
export interface StreamingBody {
  readonly request: WireRequest;
  readonly body: Readable;
}

/**
 * Gives a request's body as a stream: decoded when it is `aws-chunked`, and ending in an error when it is not what
 * its checksum or its signed hash says. The request itself is never destroyed, so that it can still be answered.
 */
export function streamingBody(message: IncomingMessage, request: WireRequest): StreamingBody {
  const hash = String(request.headers['x-amz-content-sha256'] ?? '');
  const chunked =
    hash.startsWith('STREAMING-') || /\baws-chunked\b/.test(request.headers['content-encoding'] ?? '');
  if (!chunked) {
    // CodeArtifact names the same hash as a parameter and checks it itself.
    const isS3 = !('x-amz-target' in request.headers) && /\/s3\/aws4_request/.test(credentialOf(request));
    const check = isS3 && /^[0-9a-f]{64}$/.test(hash) ? sha256Check(hash) : undefined;
    return { request, body: chain(message, [checking(check)]) };
  }
  const declared = request.headers['x-amz-decoded-content-length'];
  const decoder = createAwsChunkedDecoder(declared === undefined ? undefined : Number(declared));
  const trailer = String(request.headers['x-amz-trailer'] ?? '')
    .trim()
    .toLowerCase();
  const check = trailer === '' ? undefined : trailerCheck(trailer, decoder.trailers);
  return { request: withoutChunking(request), body: chain(message, [decoder, checking(check)]) };
}

function credentialOf(request: WireRequest): string {
  return request.headers.authorization ?? '';
}

/** Pipes without `pipeline`, which would destroy the request, and with it the connection, on an error. */
function chain(message: IncomingMessage, transforms: readonly Transform[]): Readable {
  let source: Readable = message;
  for (const transform of transforms) {
    const from = source;
    from.on('error', (error) => transform.destroy(error));
    // The error reaches whoever reads the body; without a listener it would end the process when nobody does.
    transform.on('error', () => from.unpipe(transform));
    source = from.pipe(transform);
  }
  message.on('close', () => {
    if (!message.complete) transforms.at(-1)?.destroy(new Error('the client went away'));
  });
  return source;
}

interface Check {
  update(chunk: Buffer): void;
  /** @throws ServiceError when the bytes are not what was announced. */
  finish(): void;
}

function checking(check: Check | undefined): Transform {
  let size = 0;
  return new Transform({
    transform(chunk, _encoding, done) {
      size += chunk.length;
      check?.update(chunk);
      if (size > LARGEST)
        done(new ServiceError('EntityTooLarge', `The body is larger than ${LARGEST} bytes`, { status: 400 }));
      else done(null, chunk);
    },
    flush(done) {
      try {
        check?.finish();
        done();
      } catch (error) {
        done(error as Error);
      }
    },
  });
}

function sha256Check(expected: string): Check {
  const digest = createHash('sha256');
  return {
    update: (chunk) => digest.update(chunk),
    finish() {
      if (digest.digest('hex') === expected) return;
      throw new ServiceError(
        'XAmzContentSHA256Mismatch',
        "The provided 'x-amz-content-sha256' header does not match what was computed.",
        { status: 400 },
      );
    },
  };
}

/** What a checksum needs of Node's own digests. */
interface Digest {
  update(chunk: Buffer): void;
  digest(encoding: 'base64'): string;
}

const DIGESTS: ReadonlyMap<string, () => Digest> = new Map([
  ['x-amz-checksum-crc32', crc32Digest],
  ['x-amz-checksum-sha1', () => createHash('sha1')],
  ['x-amz-checksum-sha256', () => createHash('sha256')],
  ['x-amz-checksum-sha512', () => createHash('sha512')],
  ['x-amz-checksum-md5', () => createHash('md5')],
]);

function trailerCheck(name: string, trailers: ReadonlyMap<string, string>): Check {
  const computed = DIGESTS.get(name)?.();
  if (!computed) {
    const problem = `trailer ${name.slice(0, 64)} is not emulated; use x-amz-checksum-crc32, -sha1, -sha256 or -sha512`;
    throw new ServiceError('NotImplemented', problem, { status: 501 });
  }
  return {
    update: (chunk) => computed.update(chunk),
    finish() {
      if (trailers.get(name) === computed.digest('base64')) return;
      const problem = `The ${name} you specified did not match the calculated checksum.`;
      throw new ServiceError('BadDigest', problem, { status: 400 });
    },
  };
}

function crc32Digest(): Digest {
  let value = 0;
  return {
    update(chunk) {
      value = crc32(chunk, value);
    },
    digest(encoding) {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value);
      return bytes.toString(encoding);
    },
  };
}

/** The request as if it had been sent plainly: `aws-chunked` is how it travelled, not what is stored. */
function withoutChunking(request: WireRequest): WireRequest {
  const { 'content-encoding': encoding, 'content-length': _length, ...headers } = request.headers;
  const kept = (encoding ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '' && part !== 'aws-chunked');
  const length = request.headers['x-amz-decoded-content-length'];
  return {
    ...request,
    headers: {
      ...headers,
      ...(kept.length > 0 ? { 'content-encoding': kept.join(',') } : {}),
      ...(length === undefined ? {} : { 'content-length': String(length) }),
    },
  };
}
