import type { Clock } from '../../clock';

/** Takes finished lines to where logs are kept. */
export type LogLines = (lines: readonly { time: number; message: string }[]) => Promise<void>;

/**
 * A build's log. Lines of the build agent look as in recorded logs of CodeBuild:
 * `[Container] 2024/07/25 15:58:46.622823 Running command make`. Lines gather while the ones before are being written.
 */
export class BuildLog {
  private partial = '';
  private lines: { time: number; message: string }[] = [];
  private writing: Promise<void> | undefined;
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

  /** Output of a command; it may end in the middle of a line. */
  output(text: string): void {
    const parts = (this.partial + text).split('\n');
    this.partial = parts.pop() ?? '';
    const time = this.clock.now();
    for (const part of parts) this.lines.push({ time, message: `${this.masked(part)}\n` });
    this.writing ??= this.drain();
  }

  /** Ends the line that output left open, and the empty line that CodeBuild puts after a command's output. */
  endOutput(): void {
    this.output(this.partial === '' ? '\n' : '\n\n');
  }

  /** Resolves when everything is written. */
  async flush(): Promise<void> {
    if (this.partial !== '') this.output('\n');
    while (this.writing !== undefined) await this.writing;
  }

  private async drain(): Promise<void> {
    // What arrives in the same turn of the event loop goes out together.
    await Promise.resolve();
    while (this.lines.length > 0) {
      const lines = this.lines;
      this.lines = [];
      // A log that cannot be written does not stop a build, on AWS neither.
      await this.write(lines).catch(() => undefined);
    }
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
