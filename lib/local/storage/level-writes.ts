import { statfs } from 'node:fs/promises';

/** A LevelDB database that can be closed and opened again. */
export interface Reopenable {
  open(): Promise<void>;
  close(): Promise<void>;
}

/** What opening a database may need: LevelDB writes its log, 4 MiB at most, to a table, and begins a new log. */
const ROOM = 8 * 1024 * 1024;

/**
 * The writes of a LevelDB database, one after the other. When one fails, as on a full disk, LevelDB leaves a part of it
 * in its log and goes on behind that: it acknowledges what the next start does not find, because reading the log ends
 * at the part (`DBImpl::Write` stops for a failed sync, not for a failed append). So the database is closed and opened
 * again, which begins a new log, before it writes again; until there is room for that, it still reads.
 */
export class LevelWrites {
  private last: Promise<unknown> = Promise.resolve();
  private hasFailed = false;
  private isClosed = false;

  constructor(
    private readonly level: Reopenable,
    private readonly directory: string,
  ) {}

  /** Runs a write when those before it have ended. @throws Error when it comes after `close` */
  async write<T>(work: () => Promise<T>): Promise<T> {
    // dynalite knows by the first words that there is nothing to report.
    if (this.isClosed) throw new Error(`Database is closed: ${this.directory} takes no more writes`);
    const next = this.last.then(() => this.attempt(work));
    this.last = next.catch(() => undefined);
    return next;
  }

  /**
   * Refuses what comes from now on, or it would open again what nobody closes any more; resolves when what came before
   * has ended. The owner then closes the database.
   */
  async close(): Promise<void> {
    this.isClosed = true;
    await this.last;
  }

  private async attempt<T>(work: () => Promise<T>): Promise<T> {
    if (this.hasFailed) await this.reopen();
    try {
      return await work();
    } catch (error) {
      this.hasFailed = true;
      throw error;
    }
  }

  private async reopen(): Promise<void> {
    const { bavail, bsize } = await statfs(this.directory);
    if (bavail * bsize < ROOM)
      throw Object.assign(new Error(`ENOSPC: no space left on device, write '${this.directory}'`), {
        code: 'ENOSPC',
      });
    await this.level.close();
    await this.level.open();
    this.hasFailed = false;
  }
}
