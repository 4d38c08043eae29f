/** Content of something that clients keep: its SHA-256, a text, or nothing. */
export type Content = string | undefined;

/**
 * What clients were told: of each thing, the content that was acknowledged last, and the one that was asked for and
 * never answered. After a crash the thing may have either content, and no other.
 */
export class Told {
  private readonly acknowledged = new Map<string, Content>();
  private readonly pending = new Map<string, Content>();
  private readonly touched = new Set<string>();
  /** Changes that were acknowledged. */
  count = 0;

  /** Asks for a change, and notes its answer. An error leaves the change in doubt. */
  async change(key: string, content: Content, ask: () => Promise<unknown>): Promise<void> {
    this.touched.add(key);
    this.pending.set(key, content);
    await ask();
    this.pending.delete(key);
    this.acknowledged.set(key, content);
    this.count += 1;
  }

  /** Content of a thing as it was acknowledged last. */
  acknowledgedOf(key: string): Content {
    return this.acknowledged.get(key);
  }

  /** A key that has content and no change under way, by a number that chooses. */
  pick(chance: number, matches: (key: string) => boolean): string | undefined {
    const keys = [...this.acknowledged].flatMap(([key, content]) =>
      content !== undefined && !this.pending.has(key) && matches(key) ? [key] : [],
    );
    return keys[Math.floor(chance * keys.length)];
  }

  /** Keys that changed since the last look. */
  changed(): string[] {
    return [...this.touched];
  }

  all(): string[] {
    return [...new Set([...this.acknowledged.keys(), ...this.pending.keys()])];
  }

  /** What is wrong with the content that a thing was found with; undefined where it is as it was told. */
  compare(key: string, found: Content): string | undefined {
    const expected = this.acknowledged.get(key);
    const isPending = this.pending.has(key);
    if (found !== expected && !(isPending && found === this.pending.get(key)))
      return `${key}: acknowledged was ${show(expected)}${isPending ? `, in doubt ${show(this.pending.get(key))}` : ''}, found ${show(found)}`;
    this.acknowledged.set(key, found);
    this.pending.delete(key);
    this.touched.delete(key);
    return undefined;
  }
}

function show(content: Content): string {
  return content === undefined ? 'nothing' : content.slice(0, 16);
}
