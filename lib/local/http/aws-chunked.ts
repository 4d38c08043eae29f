import { Transform, type TransformCallback } from 'node:stream';
import { ServiceError } from '../service';

/** Longest line that announces a chunk, or a trailer: far above what any client sends. */
const LONGEST_LINE = 8192;
const MOST_TRAILERS = 16;

/** Decodes a body in S3's `aws-chunked` encoding. */
export interface AwsChunkedDecoder extends Transform {
  /** Trailing headers by lower-case name; complete when the stream has ended. */
  readonly trailers: ReadonlyMap<string, string>;
}

/**
 * Creates a decoder for `aws-chunked` bodies with or without signed chunks and trailers (S3 user guide, "Signature
 * calculations … transferring payload in multiple chunks"). Chunk signatures are not checked; a checksum in a
 * trailer is for the caller to check.
 */
export function createAwsChunkedDecoder(decodedLength?: number): AwsChunkedDecoder {
  return new Decoder(decodedLength);
}

class Decoder extends Transform implements AwsChunkedDecoder {
  readonly trailers = new Map<string, string>();
  private state: 'size' | 'data' | 'data-end' | 'trailer' | 'done' = 'size';
  private line = Buffer.alloc(0);
  private left = 0;
  private total = 0;

  constructor(private readonly expected: number | undefined) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    try {
      let rest = chunk;
      while (rest.length > 0) rest = this.state === 'data' ? this.takeData(rest) : this.takeLine(rest);
      done();
    } catch (error) {
      done(error as Error);
    }
  }

  override _flush(done: TransformCallback): void {
    // Some clients leave out the empty line that ends the trailers.
    const ended = this.state === 'done' || (this.state === 'trailer' && this.line.length === 0);
    const { expected, total } = this;
    if (!ended) done(malformed('IncompleteBody', 'the body ended within a chunk'));
    else if (expected !== undefined && total !== expected)
      done(
        malformed('IncompleteBody', `x-amz-decoded-content-length is ${expected}, but ${total} bytes came`),
      );
    else done();
  }

  private takeData(bytes: Buffer): Buffer {
    const taken = bytes.subarray(0, this.left);
    this.left -= taken.length;
    this.total += taken.length;
    this.push(taken);
    if (this.left === 0) this.state = 'data-end';
    return bytes.subarray(taken.length);
  }

  /** Collects a line that ends in CRLF and acts on it. */
  private takeLine(bytes: Buffer): Buffer {
    const end = bytes.indexOf(0x0a);
    const part = end < 0 ? bytes : bytes.subarray(0, end + 1);
    this.line = Buffer.concat([this.line, part]);
    if (this.line.length > LONGEST_LINE) throw malformed('InvalidRequest', 'a chunk header is too long');
    if (end >= 0) {
      const text = this.line.toString('latin1').trimEnd();
      this.line = Buffer.alloc(0);
      this.act(text);
    }
    return bytes.subarray(part.length);
  }

  private act(line: string): void {
    switch (this.state) {
      case 'size': {
        const size = /^([0-9a-f]{1,12})(;.*)?$/i.exec(line)?.[1];
        if (size === undefined) throw malformed('InvalidRequest', 'expected the size of a chunk');
        this.left = Number.parseInt(size, 16);
        this.state = this.left === 0 ? 'trailer' : 'data';
        return;
      }
      case 'data-end':
        if (line !== '') throw malformed('InvalidRequest', 'a chunk is longer than announced');
        this.state = 'size';
        return;
      case 'trailer': {
        if (line === '') {
          this.state = 'done';
          return;
        }
        const [name = '', ...value] = line.split(':');
        this.trailers.set(name.trim().toLowerCase(), value.join(':').trim());
        if (this.trailers.size > MOST_TRAILERS) throw malformed('InvalidRequest', 'too many trailers');
        return;
      }
      default:
        if (line !== '') throw malformed('InvalidRequest', 'unexpected bytes after the last chunk');
    }
  }
}

function malformed(code: string, problem: string): ServiceError {
  return new ServiceError(code, `The aws-chunked body is not valid: ${problem}`, { status: 400 });
}
