/** Longest header that is accepted of a CGI program; `git http-backend` writes a few hundred bytes. */
const LIMIT = 64 * 1024;

/** Collects the header of a CGI answer from its chunks (RFC 3875, section 6). */
export class CgiHeader {
  status = 200;
  readonly fields: Record<string, string> = {};
  isComplete = false;
  private buffered = Buffer.alloc(0);

  /** Takes a chunk and gives what of it belongs to the body. */
  add(chunk: Buffer): Buffer {
    this.buffered = Buffer.concat([this.buffered, chunk]);
    const end = /\r?\n\r?\n/.exec(this.buffered.toString('latin1'));
    if (end === null) {
      if (this.buffered.length > LIMIT)
        throw new Error(`git http-backend wrote a header of over ${LIMIT} bytes`);
      return Buffer.alloc(0);
    }
    this.parse(this.buffered.subarray(0, end.index).toString('latin1'));
    this.isComplete = true;
    return this.buffered.subarray(end.index + end[0].length);
  }

  private parse(header: string): void {
    for (const line of header.split(/\r?\n/)) {
      const colon = line.indexOf(':');
      const name = line.slice(0, colon);
      const value = line.slice(colon + 1).trim();
      if (name.toLowerCase() === 'status') this.status = Number.parseInt(value, 10);
      else this.fields[name] = value;
    }
  }
}
