import type { Clock } from '../clock';
import { LATEST, type LambdaFunction } from './lambda-function';

/** How an invocation went, for its report line. */
export interface InvocationReport {
  readonly requestId: string;
  readonly milliseconds: number;
  readonly memoryMegabytes: number;
  /** Error type of a failed invocation. */
  readonly failure?: string;
}

/** Log lines of one invocation, framed by START, END and REPORT as Lambda writes them in the function's log format. */
export class InvocationLog {
  readonly events: { time: number; message: string }[] = [];

  constructor(
    private readonly definition: Pick<LambdaFunction, 'logFormat' | 'systemLogLevel'>,
    private readonly clock: Clock,
  ) {}

  line(message: string): void {
    this.events.push({ time: this.clock.now(), message });
  }

  start(requestId: string): void {
    this.platform(`START RequestId: ${requestId} Version: ${LATEST}`, 'platform.start', {
      requestId,
      version: LATEST,
    });
  }

  end({ requestId, milliseconds, memoryMegabytes, failure }: InvocationReport): void {
    const billed = Math.ceil(milliseconds);
    if (this.definition.logFormat === 'Text') this.line(`END RequestId: ${requestId}`);
    const fields = [
      `REPORT RequestId: ${requestId}`,
      `Duration: ${milliseconds.toFixed(2)} ms`,
      `Billed Duration: ${billed} ms`,
      `Memory Size: ${memoryMegabytes} MB`,
      ...(failure === 'Sandbox.Timedout' ? ['Status: timeout'] : []),
    ];
    this.platform(fields.join('\t'), 'platform.report', {
      requestId,
      metrics: { durationMs: milliseconds, billedDurationMs: billed, memorySizeMB: memoryMegabytes },
      status: failure === undefined ? 'success' : failure === 'Sandbox.Timedout' ? 'timeout' : 'error',
    });
  }

  /** The last 4 KB in base64, as Invoke gives them for `LogType: Tail`. */
  tail(): string {
    const text = Buffer.from(this.events.map(({ message }) => `${message}\n`).join(''), 'utf8');
    return text.subarray(Math.max(0, text.length - 4096)).toString('base64');
  }

  private platform(text: string, type: string, record: unknown): void {
    // System log level WARN leaves out start and report of a good run (Lambda Developer Guide, log-level filtering).
    if (this.definition.logFormat === 'Text') this.line(text);
    else if (this.definition.systemLogLevel !== 'WARN')
      this.line(JSON.stringify({ time: new Date(this.clock.now()).toISOString(), type, record }));
  }
}
