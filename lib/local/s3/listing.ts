import { invalidArgument } from './s3-context';

/** One page of a listing: entries and common prefixes, which both count towards MaxKeys. */
export class Page<T> {
  readonly maxKeys: number;
  readonly entries: T[] = [];
  readonly prefixes: string[] = [];
  truncated = false;
  /** Last key or common prefix on the page; the next page starts after it. */
  last = '';

  constructor(
    private readonly options: { Prefix?: string; Delimiter?: string; MaxKeys?: number; after?: string },
  ) {
    const { MaxKeys = 1000 } = options;
    if (MaxKeys < 0)
      throw invalidArgument(
        'Argument maxKeys must be an integer between 0 and 2147483647',
        'maxKeys',
        MaxKeys,
      );
    this.maxKeys = Math.min(MaxKeys, 1000);
  }

  get count(): number {
    return this.entries.length + this.prefixes.length;
  }

  /** Takes the next key of the listing. False when the page is full: the key belongs to the next one. */
  add(key: string, entry: T): boolean {
    const { Prefix = '', Delimiter, after } = this.options;
    const end = Delimiter ? key.indexOf(Delimiter, Prefix.length) : -1;
    const commonPrefix = end < 0 ? undefined : key.slice(0, end + (Delimiter as string).length);
    // A page that ended with a common prefix is continued after everything below it.
    if (commonPrefix !== undefined && (commonPrefix === this.prefixes.at(-1) || commonPrefix === after))
      return true;
    if (this.count >= this.maxKeys) {
      this.truncated = this.maxKeys > 0;
      return false;
    }
    if (commonPrefix === undefined) this.entries.push(entry);
    else this.prefixes.push(commonPrefix);
    this.last = commonPrefix ?? key;
    return true;
  }
}

/** What the next page of a list begins after, as a token. */
export function toToken(last: string): string {
  return Buffer.from(last, 'utf8').toString('base64url');
}

/** What {@link toToken} was given. @throws InvalidArgument for a token that it did not give */
export function fromToken(token: string): string {
  const last = Buffer.from(token, 'base64url').toString('utf8');
  if (token !== '' && toToken(last) === token) return last;
  throw invalidArgument('The continuation token provided is incorrect', 'continuation-token', token);
}

/** How keys are written in an answer: with `EncodingType: url` percent-encoded, as SDKs ask for. */
export function encodedKey(encodingType: string | undefined): (key: string) => string {
  return encodingType === 'url' ? (key) => key.split('/').map(encodeURIComponent).join('/') : (key) => key;
}
