import type { Clock } from '../../clock';

/** Takes finished lines to where logs are kept. */
type LogLines = (lines: readonly { time: number; message: string }[]) => Promise<void>;

/** Longest piece of a line, in characters: in UTF-8 it fits an event of 1 MB, the most that PutLogEvents takes. */
const LONGEST_LINE = 256 * 1024;
/** How much may gather, in characters, before whoever writes has to wait. */
const MOST_WAITING = 1024 * 1024;
/** How long lines gather, in milliseconds: nobody sees them later, and a write takes the disk and a thread. */
const GATHERING = 20;

/**
 * A build's log. Lines of the build agent look as in recorded logs of CodeBuild:
 * `[Container] 2024/07/25 15:58:46.622823 Running command make`. Lines gather for a moment, and while the ones before are
 * being written.
 */
export class BuildLog {
  private partial = '';
  private lines: { time: number; message: string }[] = [];
  private waiting = 0;
  private writing: Promise<void> | undefined;
  /** Aborted when nothing is to gather any more. */
  private hurry = new AbortController();
  private readonly secrets: string[] = [];

  constructor(
    private readonly clock: Clock,
    private readonly write: LogLines,
  ) {}

  /** Never lets these texts into the log (user guide: access key ids are hidden in logs). */
  hide(texts: readonly string[]): void {
    this.secrets.push(...texts);
  }

  /** A line of the agent. */
  agent(message: string): void {
    this.output(`${this.partial === '' ? '' : '\n'}[Container] ${timestamp(this.clock.now())} ${message}\n`);
  }

  /**
   * Output of a command; it may end in the middle of a line. Gives a promise when so much waits to be written that no
   * more should come before it resolves.
   */
  output(text: string): Promise<void> | undefined {
    const parts = (this.partial + text).split('\n');
    this.partial = parts.pop() ?? '';
    for (const part of parts) this.addLine(this.masked(part));
    if (this.partial.length > LONGEST_LINE) this.cutPartial();
    this.writing ??= this.drain();
    if (this.waiting <= MOST_WAITING) return undefined;
    this.hurry.abort();
    return this.writing;
  }

  /** Ends the line that output left open, and the empty line that CodeBuild puts after a command's output. */
  endOutput(): void {
    this.output(this.partial === '' ? '\n' : '\n\n');
  }

  /** Resolves when everything is written. */
  async flush(): Promise<void> {
    if (this.partial !== '') this.output('\n');
    while (this.writing !== undefined) {
      this.hurry.abort();
      await this.writing;
    }
  }

  private addLine(line: string): void {
    const time = this.clock.now();
    for (let at = 0; at === 0 || at < line.length; at += LONGEST_LINE - 1) {
      const message = `${line.slice(at, at + LONGEST_LINE - 1)}\n`;
      this.lines.push({ time, message });
      this.waiting += message.length;
    }
  }

  /** Writes the beginning of a line that does not end; its end may hold the beginning of a secret, and stays. */
  private cutPartial(): void {
    const text = this.masked(this.partial);
    const end = text.length - Math.max(0, ...this.secrets.map(({ length }) => length));
    this.addLine(text.slice(0, end));
    this.partial = text.slice(end);
  }

  private async drain(): Promise<void> {
    // It may find no whole line, and must not be over before its caller has noted that it runs.
    await Promise.resolve();
    while (this.lines.length > 0) {
      await this.clock.sleep(GATHERING, this.hurry.signal).catch(() => undefined);
      const lines = this.lines;
      this.lines = [];
      this.waiting = 0;
      // A log that cannot be written does not stop a build, on AWS neither.
      await this.write(lines).catch(() => undefined);
    }
    this.hurry = new AbortController();
    this.writing = undefined;
  }

  private masked(line: string): string {
    return this.secrets.reduce((text, secret) => text.replaceAll(secret, '***'), line);
  }
}

function timestamp(time: number): string {
  const [date = '', clock = ''] = new Date(time).toISOString().slice(0, -1).split('T');
  return `${date.replaceAll('-', '/')} ${clock}000`;
}
