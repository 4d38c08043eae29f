import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runClient } from '../../clients/run-client';
import type { TableWorld } from '../table/table-world';
import { type Download, judgeDownload } from './downloads';
import type { Fate } from './sightings';

/** pip's words where an index does not know a project or has no file of it. */
const NOTHING = /No matching distribution found/;
/** pip's words where a page names a file that is not there. */
const GONE = /HTTP error 404 while getting \S+\/(\S+)/;
/** A pip takes half a second of a processor; the runtime needs some too. */
const PAUSE_MS = 500;

/** Real pips, a few at a time, that download the newest version of a package from a region. */
export class Pips {
  private readonly downloads: Download[] = [];
  private readonly problems: string[] = [];
  private readonly folder = mkdtempSync(join(tmpdir(), 'vigilant-pips-'));
  private next = 0;
  private isOver = false;
  private lanes: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly world: TableWorld,
    private readonly names: readonly string[],
  ) {}

  start(count: number): void {
    this.lanes = Promise.all(Array.from({ length: count }, () => this.lane()));
  }

  /** Waits for those that run. */
  async stop(): Promise<void> {
    this.isOver = true;
    await this.lanes;
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** How often pip ran. */
  get count(): number {
    return this.downloads.length + this.problems.length;
  }

  /** What was wrong with what pip got. */
  judge(fates: readonly Fate[]): string[] {
    return [...this.problems, ...this.downloads.flatMap((download) => judgeDownload('pip', download, fates))];
  }

  private async lane(): Promise<void> {
    const { regions } = this.world;
    while (!this.isOver) {
      const turn = this.next++;
      // Numbers without a common divisor would still leave out pairs: a full round of names for each region.
      const name = this.names[turn % this.names.length] as string;
      const region = regions[Math.floor(turn / this.names.length) % regions.length] as string;
      try {
        this.downloads.push(await this.download(turn, region, name));
      } catch (error) {
        this.problems.push(`pip, ${name} from ${region}: ${(error as Error).message.slice(-1000)}`);
      }
      await delay(PAUSE_MS);
    }
  }

  private async download(turn: number, region: string, name: string): Promise<Download> {
    const { reader, runtime } = this.world;
    const dest = join(this.folder, String(turn));
    mkdirSync(dest);
    const index = new URL('simple/', reader.indexUrl(region, 'release'));
    const [username = '', password = ''] = atob((await reader.basic(region)).replace('Basic ', '')).split(
      ':',
    );
    Object.assign(index, { username, password });
    const args = ['download', '--quiet', '--no-deps', '--index-url', index.href, '--dest', dest, name];
    const asked = Date.now();
    const url = runtime.url;
    const ended = await runClient({
      environment: 'project',
      name: 'pip',
      args,
      url,
      home: this.folder,
    }).catch((error: Error) => {
      if (NOTHING.test(error.message) || GONE.test(error.message)) return error;
      throw error;
    });
    const moment = { region, name, asked, answered: Date.now() };
    if (ended instanceof Error) {
      const [, gone] = GONE.exec(ended.message) ?? [];
      return { ...moment, ...(gone && { file: gone }) };
    }
    const [file = ''] = readdirSync(dest);
    const sha256 = createHash('sha256')
      .update(readFileSync(join(dest, file)))
      .digest('hex');
    rmSync(dest, { recursive: true });
    return { ...moment, file, sha256 };
  }
}
