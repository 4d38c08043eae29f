/**
 * A JSON value together with its text. A value that a state hands on unchanged keeps its text, so it is neither
 * formatted nor parsed again, and events show it as it came in, as recorded histories do.
 */
export class Payload {
  private parsed: unknown;
  private isParsed: boolean;
  private constructor(
    readonly text: string,
    parsed: unknown,
    isParsed: boolean,
  ) {
    this.parsed = parsed;
    this.isParsed = isParsed;
  }

  static ofText(text: string): Payload {
    return new Payload(text, undefined, false);
  }

  /** Of any value that JSON can express; what JavaScript adds to it (sequence marks, `-0`) is lost here. */
  static of(value: unknown): Payload {
    const text = JSON.stringify(value);
    if (value === null || typeof value === 'string' || typeof value === 'boolean')
      return new Payload(text, value, true);
    return new Payload(text, undefined, false);
  }

  /** The array of `items`, made of their texts. */
  static list(items: readonly Payload[]): Payload {
    return new Payload(`[${items.map((item) => item.text).join(',')}]`, undefined, false);
  }

  /** Shared: never change it. */
  get value(): any {
    if (!this.isParsed) {
      this.parsed = JSON.parse(this.text);
      this.isParsed = true;
    }
    return this.parsed;
  }

  /** Bytes of UTF-8. */
  get size(): number {
    return Buffer.byteLength(this.text);
  }

  /** Whether the text has more than `limit` bytes of UTF-8. */
  exceeds(limit: number): boolean {
    return this.text.length > limit || (this.text.length * 3 > limit && Buffer.byteLength(this.text) > limit);
  }
}

/** Most bytes that input, output or result of a state may have (quotas of the user guide: 256 KiB of UTF-8). */
export const PAYLOAD_LIMIT = 262_144;

/** Most bytes that all variables of an execution may have (user guide, "Passing data between states with variables"). */
export const VARIABLES_LIMIT = 10 * 1024 * 1024;
