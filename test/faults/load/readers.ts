import { setTimeout as delay } from 'node:timers/promises';
import { FileGone } from '../index-reader';
import type { TableWorld } from '../table/table-world';
import { type Download, judgeDownload } from './downloads';
import type { Fate, Sightings } from './sightings';

/** What readers came to. */
export interface ReadersReport {
  readonly pages: number;
  /** Files that were downloaded and held against their hashes. */
  readonly files: number;
  /** Longest that a reader waited for a page, in milliseconds. */
  readonly longest: number;
  readonly problems: readonly string[];
}

/** Every so many pages, a reader downloads a version that the page shows. */
const DOWNLOAD_EVERY = 20;
const MOST_PROBLEMS = 20;
/** pip gives up an answer that has not begun after so long (its option `--timeout`). */
const PIP_WAITS_MS = 15_000;

/**
 * Installers that read pages at once, all the time, as pip does: each asks for a page, reads it, and asks for the next
 * after a pause. Between them they go round all packages in all regions.
 */
export class Readers {
  private readonly pairs: readonly { readonly region: string; readonly name: string }[];
  private readonly problems: string[] = [];
  private readonly gone: Download[] = [];
  private next = 0;
  private pages = 0;
  private files = 0;
  private longest = 0;
  private isOver = false;
  private lanes: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly world: TableWorld,
    private readonly options: {
      readonly names: readonly string[];
      readonly sightings: Sightings;
      /** Between two pages of a reader, in milliseconds. */
      readonly pause: number;
    },
  ) {
    this.pairs = options.names.flatMap((name) => world.regions.map((region) => ({ region, name })));
  }

  start(count: number): void {
    this.lanes = Promise.all(Array.from({ length: count }, (_, index) => this.read(index / count)));
  }

  async stop(): Promise<ReadersReport> {
    this.isOver = true;
    await this.lanes;
    const { pages, files, longest, problems } = this;
    const starving =
      longest > PIP_WAITS_MS
        ? [
            `starving: expected no reader to wait more than ${PIP_WAITS_MS} ms for a page, one waited ${longest}`,
          ]
        : [];
    return { pages, files, longest, problems: [...problems, ...starving] };
  }

  /** What was wrong with files that were gone when they were asked for. */
  judge(fates: readonly Fate[]): string[] {
    return this.gone.flatMap((download) => judgeDownload('a reader', download, fates));
  }

  private async read(offset: number): Promise<void> {
    const { pause } = this.options;
    // Not all in the same moment.
    await delay(pause * offset);
    while (!this.isOver) {
      const { region, name } = this.pairs[this.next++ % this.pairs.length] as (typeof this.pairs)[number];
      try {
        await this.look(region, name);
      } catch (error) {
        const { message, cause } = error as Error;
        if (this.problems.length < MOST_PROBLEMS)
          this.problems.push(`a reader of ${name} in ${region}: ${message}${cause ? ` (${cause})` : ''}`);
      }
      await delay(pause);
    }
  }

  private async look(region: string, name: string): Promise<void> {
    const { sightings } = this.options;
    const asked = Date.now();
    const page = await this.world.reader.versions(region, name);
    const answered = Date.now();
    this.pages += 1;
    this.longest = Math.max(this.longest, answered - asked);
    sightings.note(region, name, page, { asked, answered });
    const newest = [...page.keys()].at(-1);
    if (newest === undefined || this.pages % DOWNLOAD_EVERY !== 0) return;
    const files = await this.download(region, name, newest);
    this.files += Object.keys(files).length;
  }

  /** A version that is withdrawn between its page and a file is judged when its fate is known. */
  private async download(region: string, name: string, version: string): Promise<object> {
    const asked = Date.now();
    try {
      return await this.world.reader.download(region, name, version);
    } catch (error) {
      if (!(error instanceof FileGone)) throw error;
      this.gone.push({ region, name, file: error.file, asked, answered: Date.now() });
      return {};
    }
  }
}
