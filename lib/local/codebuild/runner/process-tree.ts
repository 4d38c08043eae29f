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
const POLL_MILLISECONDS = 50;

/**
 * Ends every process of a job: SIGTERM, and SIGKILL for what remains. The groups cover what the shells started; where
 * the system shows its processes (Linux's /proc) what left the groups (`setsid`) is found, too.
 */
export async function endProcesses(job: JobProcesses, clock: Clock): Promise<void> {
  const groups = await ownGroups(job);
  let members = await membersOf(job, groups, []);
  signalAll(groups, members, 'SIGTERM');
  for (let waited = 0; waited < GRACE_MILLISECONDS; waited += POLL_MILLISECONDS) {
    members = await membersOf(job, groups, members);
    if (!groups.some((group) => send(-group, 0)) && members.length === 0) return;
    await clock.sleep(POLL_MILLISECONDS);
  }
  // Twice, for what was being forked during the first pass.
  for (let pass = 0; pass < 2; pass++) {
    members = await membersOf(job, groups, members);
    signalAll(groups, members, 'SIGKILL');
  }
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

/**
 * The job's processes that are there now: of its groups, with its marker, at work in its folder, known from an earlier
 * look, and their descendants. Whoever looks around in the folder does so from a terminal, which a job does not have.
 */
async function membersOf(
  job: JobProcesses,
  groups: readonly number[],
  earlier: readonly Process[],
): Promise<Process[]> {
  const processes = await processesOfMachine();
  const members = new Set(
    processes.filter(
      (process) =>
        groups.includes(process.group) ||
        process.environment.includes(job.marker) ||
        (!process.hasTerminal && `${process.directory}/`.startsWith(`${job.folder}/`)) ||
        earlier.some(({ pid, startedAt }) => pid === process.pid && startedAt === process.startedAt),
    ),
  );
  for (let before = -1; before !== members.size; ) {
    before = members.size;
    const pids = new Set([...members].map(({ pid }) => pid));
    for (const process of processes) if (pids.has(process.parent)) members.add(process);
  }
  return [...members];
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
