import { readdir, readFile } from 'node:fs/promises';
import type { Clock } from '../../clock';
import type { ProcessGroup } from '../build';

/** What a job's processes are known by. */
export interface JobProcesses {
  readonly groups: readonly ProcessGroup[];
  /** Variable in the environment of every process of the job, `NAME=value`. */
  readonly marker: string;
}

/** How long processes may take to end by themselves before they are killed. */
const GRACE_MILLISECONDS = 3000;
const POLL_MILLISECONDS = 50;

/**
 * Ends every process of a job: SIGTERM, and SIGKILL for what remains. The groups cover what the shells started; the
 * marker also covers what left the group (`setsid`), where the system shows environments (Linux's /proc).
 */
export async function endProcesses(job: JobProcesses, clock: Clock): Promise<void> {
  const groups = await ownGroups(job);
  await signalAll(job, groups, 'SIGTERM');
  for (let waited = 0; waited < GRACE_MILLISECONDS; waited += POLL_MILLISECONDS) {
    if (!groups.some((group) => send(-group, 0)) && (await marked(job.marker)).length === 0) return;
    await clock.sleep(POLL_MILLISECONDS);
  }
  // Twice, for what was being forked during the first pass.
  for (let pass = 0; pass < 2; pass++) await signalAll(job, groups, 'SIGKILL');
}

/** Start time of a process in clock ticks since boot (proc(5), field 22); undefined where the system does not tell. */
export async function processStartTime(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  // The second field, the name in parentheses, may hold blanks.
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}

/** Groups that still are the job's. */
async function ownGroups({ groups }: JobProcesses): Promise<number[]> {
  const own: number[] = [];
  for (const { pid, startedAt } of groups) {
    const now = await processStartTime(pid);
    // Leader gone: its id is not given to another process while members of the group remain.
    if (now === undefined || startedAt === undefined || now === startedAt) own.push(pid);
  }
  return own;
}

async function signalAll(
  job: JobProcesses,
  groups: readonly number[],
  signal: NodeJS.Signals,
): Promise<void> {
  for (const group of groups) send(-group, signal);
  for (const pid of await marked(job.marker)) send(pid, signal);
}

/** Whether there was anybody to send it to. What belongs to another user is none of the job's any more. */
function send(target: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(target, signal);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ESRCH' || code === 'EPERM') return false;
    throw error;
  }
}

async function marked(marker: string): Promise<number[]> {
  const names = await readdir('/proc').catch(() => []);
  const pids = names.filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(
    pids.map(async (pid) => {
      const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
      return environment.split('\0').includes(marker);
    }),
  );
  return pids.filter((_, index) => found[index]);
}
