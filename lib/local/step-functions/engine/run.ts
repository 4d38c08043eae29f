import type { Clock } from '../../clock';
import type { StateMachineDefinition } from '../definition/states';
import type { TaskPort } from '../tasks/task-port';
import { Branch } from './branch';
import { BranchCancelled, ExecutionFailure, StateFailure } from './failure';
import { detailsMember, type HistoryEvent, WHOLE } from './history-event';
import type { Journal } from './journal';
import { Payload } from './payload';
import type { BranchRecord, ExecutionRecord } from './records';
import { runBranch } from './run-branch';

/** What a run needs from around it. */
export interface RunOptions {
  readonly definition: StateMachineDefinition;
  readonly journal: Journal;
  readonly tasks: TaskPort;
  readonly clock: Clock;
  /** For jitter; from 0 up to 1. */
  readonly random: () => number;
  /** Told of an error that no state machine can be blamed for. */
  readonly onDefect: (error: unknown) => void;
  /** Stored branches by path, when an execution is resumed. */
  readonly resumed?: ReadonlyMap<string, BranchRecord>;
}

/** Most events of one execution (quotas of the user guide). The last one is left for its end. */
const EVENT_LIMIT = 25_000;

/** So many events are written without a break. */
const EVENTS_A_TURN = 500;

/** One execution while it runs. */
export class Run {
  readonly record: ExecutionRecord;
  readonly journal: Journal;
  readonly input: Payload;
  /** Bytes of all variables of all its branches. */
  variableBytes = 0;
  private readonly root: Branch;
  private over = false;
  private pause: Promise<void> | undefined;
  private pauseAt = EVENTS_A_TURN;

  constructor(readonly options: RunOptions) {
    this.journal = options.journal;
    this.record = options.journal.record;
    this.input = Payload.ofText(this.record.input);
    if (this.record.eventCount === 0)
      this.emit('ExecutionStarted', 0, {
        input: this.record.input,
        inputDetails: WHOLE,
        roleArn: this.record.roleArn,
      });
    // The event of the first state follows none, as recorded.
    const start = options.resumed?.get('') ?? { input: this.input, previous: 0 };
    this.root = new Branch(this, options.definition, { path: '', index: 0, start });
    this.journal.touch(this.root);
  }

  now(): number {
    return this.options.clock.now();
  }

  /**
   * Now and then lets everything else go on, since states that wait for nothing would keep the process to themselves:
   * what happened goes to the disk, and a call can come in, such as one that stops an endless loop.
   */
  yieldToEventLoop(): Promise<void> | undefined {
    if (this.record.eventCount < this.pauseAt) return this.pause;
    this.pauseAt = this.record.eventCount + EVENTS_A_TURN;
    this.pause = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      this.pause = undefined;
    });
    return this.pause;
  }

  /** Appends an event to the history. @throws ExecutionFailure when the history is full. */
  emit(type: string, previousEventId: number, details?: object): number {
    if (this.over) throw new BranchCancelled();
    if (this.record.eventCount >= EVENT_LIMIT - 1 && !type.startsWith('Execution'))
      throw new ExecutionFailure(
        'States.Runtime',
        `The execution reached the maximum number of history events (${EVENT_LIMIT}).`,
      );
    const id = this.record.eventCount + 1;
    this.record.eventCount = id;
    const event: Record<string, unknown> = { id, previousEventId, timestamp: this.now(), type };
    const member = details && detailsMember(type);
    if (member !== undefined) event[member] = details;
    this.journal.append(event as unknown as HistoryEvent);
    return id;
  }

  /** Runs to the end, which is on disk when this resolves. @throws only what is wrong with the runtime itself. */
  async finish(): Promise<void> {
    const timeout = new AbortController();
    const timer = this.watchTimeout(timeout.signal);
    try {
      const output = await runBranch(this.root);
      this.end('SUCCEEDED', this.root.previous, { output: output.text, outputDetails: WHOLE });
    } catch (error) {
      if (error instanceof BranchCancelled) return await this.journal.flush();
      this.root.cancel();
      if (this.journal.isBroken) {
        // What cannot be written has not happened: the next process goes on from the disk.
        this.over = true;
        return await this.journal.flush();
      }
      if (!(error instanceof StateFailure)) this.options.onDefect(error);
      const { error: name, reason } =
        error instanceof StateFailure
          ? error
          : new StateFailure('States.Runtime', `Defect of the local runtime: ${(error as Error).message}`);
      // A full history ends in the event after its last one, whichever branch that belongs to.
      const previous = error instanceof ExecutionFailure ? this.record.eventCount : this.root.previous;
      this.end('FAILED', previous, { error: name, cause: reason });
    } finally {
      timeout.abort();
      await timer;
    }
    await this.journal.flush();
  }

  /** Ends it from outside. What runs is cancelled; the history shows no more of it, as recorded. */
  stop(status: 'ABORTED' | 'TIMED_OUT', details: { error?: string; cause?: string }): void {
    if (this.over) return;
    this.end(status, 0, details);
    this.root.cancel();
  }

  /** Leaves it as it is on disk, for another process to go on with. */
  suspend(): void {
    if (this.over) return;
    this.over = true;
    this.root.cancel(new BranchCancelled(true));
  }

  private end(
    status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED',
    previous: number,
    details: { output?: string; outputDetails?: object; error?: string; cause?: string },
  ): void {
    const type = { SUCCEEDED: 'Succeeded', FAILED: 'Failed', TIMED_OUT: 'TimedOut', ABORTED: 'Aborted' }[
      status
    ];
    const given = Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined));
    this.emit(`Execution${type}`, previous, given);
    this.over = true;
    const { output } = details;
    // Recorded: only the event says why an execution timed out, DescribeExecution does not.
    const { error, cause } = status === 'TIMED_OUT' ? { error: undefined, cause: undefined } : details;
    Object.assign(this.record, { status, stopDate: this.now(), output, error, cause });
    this.journal.forgetAll();
  }

  private async watchTimeout(signal: AbortSignal): Promise<void> {
    const seconds = this.options.definition.timeoutSeconds;
    if (seconds === undefined) return;
    const left = this.record.startDate + seconds * 1000 - this.now();
    await this.options.clock.sleep(Math.max(0, left), signal).then(
      () => this.stop('TIMED_OUT', { error: 'States.Timeout' }),
      () => undefined,
    );
  }
}
