import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const NAMESPACES = ['--user', '--map-root-user', '--mount'];

/** Whether this machine lets its users have file systems of their own: Linux does, unless it was told not to. */
export function canHaveSmallDisk(): boolean {
  return spawnSync('unshare', [...NAMESPACES, 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0;
}

/**
 * A file system in memory that soon is full. It lives in a namespace of its own, so that nobody has to be root, and is
 * gone when the process that holds it ends.
 */
export class SmallDisk {
  private constructor(
    /** The folder as programs see it that are started with the launcher. */
    readonly folder: string,
    private readonly holder: ChildProcess,
  ) {}

  static async open(mebibytes: number): Promise<SmallDisk> {
    const folder = mkdtempSync(join(tmpdir(), 'vigilant-disk-'));
    const script = `mount -t tmpfs -o size=${mebibytes}m none "$1" && echo mounted && read -r _`;
    const holder = spawn('unshare', [...NAMESPACES, 'sh', '-c', script, 'sh', folder], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    // A program that ended without a word has said why on stderr.
    await Promise.race([once(holder.stdout as NodeJS.ReadableStream, 'data'), once(holder, 'exit')]);
    if (holder.exitCode !== null) throw new Error(`expected a file system at ${folder}, found none`);
    return new SmallDisk(folder, holder);
  }

  /** What a program on this disk is started by. */
  get launcher(): readonly string[] {
    const namespaces = ['--user', '--mount', '--preserve-credentials'];
    return ['nsenter', `--target=${this.holder.pid}`, ...namespaces, `--wd=${process.cwd()}`];
  }

  /** The folder as this process sees it. */
  get view(): string {
    return join(`/proc/${this.holder.pid}/root`, this.folder);
  }

  /** Bytes that are left. */
  get free(): number {
    const { bavail, bsize } = statfsSync(this.view);
    return bavail * bsize;
  }

  /** Takes all the room there is, but for so many bytes. */
  fill(left = 0): void {
    try {
      writeFileSync(join(this.view, 'filler'), Buffer.alloc(Math.max(0, this.free - left)));
    } catch (error) {
      // Somebody else wrote meanwhile, and has the rest.
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }

  /** Gives back what `fill` took. */
  empty(): void {
    rmSync(join(this.view, 'filler'), { force: true });
  }

  async close(): Promise<void> {
    const ended = once(this.holder, 'exit');
    this.holder.stdin?.end('\n');
    await ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}
