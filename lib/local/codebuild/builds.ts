import type { EventBus } from '../events/event-bus';
import { removeFolder } from '../storage/remove-folder';
import { repeatWrite } from '../storage/repeat-write';
import type { StoredBuild } from './build';
import { stateChangeEvent } from './build-events';
import { BuildRecord } from './build-record';
import type { BuildStore } from './build-store';
import { BuildRun, type BuildRunDeps, type Interruption, processesOf } from './runner/build-run';
import { endProcesses } from './runner/process-tree';
import { type Release, Semaphore } from './semaphore';

/**
 * Builds that run at once; the others wait in the phase QUEUED, as on AWS beyond the account's quota. Enough for a run in
 * each of the 13 regions, and no more than a laptop has memory for: two Pythons each.
 */
const MOST_AT_ONCE = 16;

/** Why a build ends when the runtime does. */
const RUNTIME_ENDED: Interruption = {
  status: 'FAULT',
  contexts: [
    {
      statusCode: 'INTERNAL_SERVICE_ERROR',
      message: 'The local runtime stopped while this build was in progress; its processes were ended.',
    },
  ],
};

/** How long a build that found no place may wait, in a phase of its own (user guide, "Build phase transitions"). */
function timedOutInQueue(minutes: number): Interruption {
  const message = `Build has timed out in queue. The limit is ${minutes} minutes.`;
  return { status: 'TIMED_OUT', contexts: [{ statusCode: 'BUILD_TIMED_OUT', message }] };
}

interface Running {
  readonly run: BuildRun;
  readonly finished: Promise<void>;
}

/** The builds that are going on. */
export class Builds {
  private readonly running = new Map<string, Running>();
  private readonly semaphore = new Semaphore(MOST_AT_ONCE);
  private readonly closer = new AbortController();

  constructor(
    private readonly store: BuildStore,
    private readonly deps: BuildRunDeps & {
      readonly bus: EventBus;
      readonly account: string;
      readonly report?: (message: string) => void;
    },
  ) {}

  /** Starts a build; resolves once it is on disk. */
  async start(stored: StoredBuild): Promise<void> {
    if (this.closer.signal.aborted) throw new Error('the runtime is closing: no build can start');
    await this.store.save(stored);
    // Closed meanwhile: it is on disk, and the next start ends it.
    if (this.closer.signal.aborted) return;
    const record = new BuildRecord(stored, this.store, this.deps.clock);
    const run = new BuildRun(record, this.deps);
    this.publish(record);
    const { arn } = stored.build;
    const finished = this.inTurn(run)
      .catch((error) => this.writeEnd(record, error))
      .then(() => this.publish(record))
      .catch((error) => this.deps.report?.(`build ${arn}: ${error instanceof Error ? error.stack : error}`))
      .finally(() => this.running.delete(arn));
    this.running.set(arn, { run, finished });
  }

  /** Ends a build; resolves when none of its processes is left. */
  async stop(arn: string, interruption: Interruption): Promise<void> {
    const running = this.running.get(arn);
    running?.run.interrupt(interruption);
    await running?.finished;
  }

  /** Resolves when the build has ended. */
  async finished(arn: string): Promise<void> {
    await this.running.get(arn)?.finished;
  }

  /** Ends what a killed runtime left behind: its jobs' processes, their folders, and their builds. */
  async recover(): Promise<void> {
    for (const stored of this.store.all()) {
      if (stored.build.buildComplete) continue;
      const record = new BuildRecord(stored, this.store, this.deps.clock);
      await endProcesses(processesOf(record, this.deps.workDirectory), this.deps.clock);
      await record.complete(RUNTIME_ENDED.status, RUNTIME_ENDED.contexts);
      this.publish(record);
    }
    await removeFolder(this.deps.workDirectory);
  }

  async close(): Promise<void> {
    this.closer.abort();
    await Promise.all([...this.running.keys()].map((arn) => this.stop(arn, RUNTIME_ENDED)));
  }

  private async inTurn(run: BuildRun): Promise<void> {
    const release = this.semaphore.tryAcquire() ?? (await this.queue(run));
    try {
      await run.run();
    } finally {
      release();
    }
  }

  private async queue(run: BuildRun): Promise<Release> {
    const minutes = run.record.build.queuedTimeoutInMinutes;
    const timer = new AbortController();
    this.deps.clock.sleep(minutes * 60_000, timer.signal).then(
      () => run.interrupt(timedOutInQueue(minutes)),
      () => undefined,
    );
    try {
      return await this.semaphore.acquire(run.signal);
    } finally {
      timer.abort();
    }
  }

  /** Tries to write the end of a build until it is on disk: somebody waits for it, and the disk may have room again. */
  private async writeEnd(record: BuildRecord, error: unknown): Promise<void> {
    const { arn, buildComplete } = record.build;
    if (!buildComplete) throw error;
    this.deps.report?.(`build ${arn}: its end could not be written, and is tried again: ${error}`);
    const { signal } = this.closer;
    await repeatWrite(() => record.write(), { clock: this.deps.clock, signal }).catch(() => {
      throw new Error('its end is not on disk: the next start ends it');
    });
  }

  private publish(record: BuildRecord): void {
    const place = { region: record.region, account: this.deps.account };
    this.deps.bus.publish(stateChangeEvent(record.build, place));
  }
}
