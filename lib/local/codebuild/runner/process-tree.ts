import type { Clock } from '../../clock';
import type { ProcessGroup } from '../build';
import { type Process, processesOfMachine, processStartTime } from './process-table';

/** What a job's processes are known by. */
export interface JobProcesses {
  readonly groups: readonly ProcessGroup[];
  /** Variable in the environment of every process of the job, `NAME=value`. */
  readonly marker: string;
  /** Folder that is this job's alone. */
  readonly folder: string;
}

/** How long processes may take to end by themselves before they are killed. */
const GRACE_MILLISECONDS = 3000;
/** How long it may take until what was killed is gone. */
const KILL_MILLISECONDS = 1000;
const LONGEST_PAUSE = 50;

/**
 * Ends every process of a job: SIGTERM, and SIGKILL for what remains. The groups cover what the shells started; where
 * the system shows its processes (Linux's /proc) what left the groups (`setsid`) is found, too.
 */
export async function endProcesses(job: JobProcesses, clock: Clock): Promise<void> {
  const groups = ownGroups(job);
  let members = membersOf(job, groups, []);
  signalAll(groups, members, 'SIGTERM');
  for (const pause of pauses(GRACE_MILLISECONDS)) {
    const isGroupLeft = groups.some((group) => send(-group, 0));
    // At first only the groups are asked for, which costs least.
    if (!isGroupLeft || pause === LONGEST_PAUSE) members = membersOf(job, groups, members);
    if (!isGroupLeft && members.length === 0) return;
    await clock.sleep(pause);
  }
  // More than once, for what was being forked meanwhile, and because the kernel takes a moment to end what it was told to.
  for (const pause of pauses(KILL_MILLISECONDS)) {
    members = membersOf(job, groups, members);
    if (members.length === 0 && !groups.some((group) => send(-group, 0))) return;
    signalAll(groups, members, 'SIGKILL');
    await clock.sleep(pause);
  }
}

/** Pauses that together last so long, each twice as long as the one before: most jobs leave only a shell that ends. */
function* pauses(milliseconds: number): Iterable<number> {
  for (let waited = 0, pause = 1; waited < milliseconds; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    yield pause;
    waited += pause;
  }
}

/** Groups that still are the job's. */
function ownGroups({ groups }: JobProcesses): number[] {
  const own: number[] = [];
  for (const { pid, startedAt } of groups) {
    const now = processStartTime(pid);
    // Leader gone: its id is not given to another process while members of the group remain.
    if (now === undefined || startedAt === undefined || now === startedAt) own.push(pid);
  }
  return own;
}

/**
 * The job's processes that are there now: of its groups, with its marker, at work in its folder, known from an earlier
 * look, and their descendants. Whoever looks around in the folder does so from a terminal, which a job does not have.
 */
function membersOf(job: JobProcesses, groups: readonly number[], earlier: readonly Process[]): Process[] {
  const processes = processesOfMachine(firstStart(job));
  const members = new Set(
    processes.filter(
      (process) =>
        groups.includes(process.group) ||
        earlier.some(({ pid, startedAt }) => pid === process.pid && startedAt === process.startedAt) ||
        process.environment.includes(job.marker) ||
        (!process.hasTerminal && `${process.directory}/`.startsWith(`${job.folder}/`)),
    ),
  );
  for (let before = -1; before !== members.size; ) {
    before = members.size;
    const pids = new Set([...members].map(({ pid }) => pid));
    for (const process of processes) if (pids.has(process.parent)) members.add(process);
  }
  return [...members];
}

/** Start of the job's first shell, before which none of its processes can have started; 0 when that is not known. */
function firstStart({ groups }: JobProcesses): number {
  const starts = groups.map(({ startedAt }) => Number(startedAt));
  return starts.length === 0 || starts.some(Number.isNaN) ? 0 : Math.min(...starts);
}

function signalAll(groups: readonly number[], members: readonly Process[], signal: NodeJS.Signals): void {
  for (const group of groups) send(-group, signal);
  for (const { pid } of members) send(pid, signal);
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
