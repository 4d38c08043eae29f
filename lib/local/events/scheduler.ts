import type { Clock } from '../clock';
import { repeatWrite } from '../storage/repeat-write';
import type { Store, Table } from '../storage/store';
import { parseSchedule } from './schedule-expression';

/** Something that is due at the times of a schedule expression. */
export interface ScheduledTask {
  /** Stable over restarts. */
  readonly key: string;
  readonly expression: string;
  /** `time` is when it was due, in milliseconds since the epoch. */
  run(time: number): Promise<void>;
}

/**
 * Runs tasks at the times of their schedules. The last time is on disk, so a restart neither repeats a time nor starts
 * an interval anew; times that passed while the runtime was down are made up for by one run, where AWS, which is never
 * down, would have made each of them. A run that fails is told of, and a full disk waited for: the next time comes.
 */
export class Scheduler {
  private readonly lastTimes: Table<number>;
  private readonly stop = new AbortController();
  private readonly running: Promise<void>[] = [];

  constructor(
    private readonly options: {
      readonly store: Store;
      readonly clock: Clock;
      readonly report?: (message: string) => void;
    },
  ) {
    this.lastTimes = options.store.table('events-schedule-times');
  }

  start(task: ScheduledTask): void {
    this.running.push(
      this.loop(task).catch((error) => {
        if (!this.stop.signal.aborted) this.options.report?.(`schedule ${task.key} stopped: ${error}`);
      }),
    );
  }

  async close(): Promise<void> {
    this.stop.abort();
    await Promise.all(this.running);
  }

  private async loop(task: ScheduledTask): Promise<void> {
    const { clock } = this.options;
    const schedule = parseSchedule(task.expression);
    // The expression is part of the key: a changed schedule starts anew.
    const key = `${task.key} ${task.expression}`;
    let last = await this.lastTimes.get(key);
    if (last === undefined) {
      last = clock.now();
      await this.write(key, last);
    }
    for (let due = schedule.next(last); due !== undefined; due = schedule.next(last)) {
      if (due > clock.now()) await clock.sleep(due - clock.now(), this.stop.signal);
      this.stop.signal.throwIfAborted();
      await task
        .run(due)
        .catch((error) => this.options.report?.(`schedule ${task.key} could not be run: ${error}`));
      // From now on, not from `due`: missed times are not made up for one by one.
      last = Math.max(
        due,
        schedule.every === undefined ? clock.now() : latestMultiple(due, schedule.every, clock.now()),
      );
      await this.write(key, last);
    }
  }

  private async write(key: string, last: number): Promise<void> {
    const { clock, report } = this.options;
    const what = `last time of schedule ${key}`;
    await repeatWrite(() => this.lastTimes.put(key, last), { clock, signal: this.stop.signal, what, report });
  }
}

/** The latest of `start`, `start + every`, … that is not after `now`. */
function latestMultiple(start: number, every: number, now: number): number {
  return start + Math.max(0, Math.floor((now - start) / every)) * every;
}
