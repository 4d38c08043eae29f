import { readdir, readFile, readlink } from 'node:fs/promises';

/** A process as the system shows it (proc(5)). */
export interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly hasTerminal: boolean;
  /** In clock ticks since boot: another process that got the same id has another one. */
  readonly startedAt: string;
  /** `NAME=value`, as it was when the program started. Empty for what belongs to others. */
  readonly environment: readonly string[];
  readonly directory: string;
}

/** Every process of this machine that is alive; none where the system has no /proc. */
export async function processesOfMachine(): Promise<Process[]> {
  const names = await readdir('/proc').catch(() => []);
  const pids = names.filter((name) => /^\d+$/.test(name)).map(Number);
  const processes = await Promise.all(pids.map(readProcess));
  return processes.filter((process) => process !== undefined);
}

/** Start time of a process; undefined where the system does not tell. */
export async function processStartTime(pid: number): Promise<string | undefined> {
  return (await statusFields(pid))?.[19];
}

async function readProcess(pid: number): Promise<Process | undefined> {
  const fields = await statusFields(pid);
  const [state, parent, group, , terminal] = fields ?? [];
  // A zombie has ended: it waits for its parent to take note.
  if (fields === undefined || state === 'Z') return undefined;
  const [environment, directory] = await Promise.all([
    readFile(`/proc/${pid}/environ`, 'utf8').catch(() => ''),
    readlink(`/proc/${pid}/cwd`).catch(() => ''),
  ]);
  return {
    pid,
    parent: Number(parent),
    group: Number(group),
    hasTerminal: terminal !== '0',
    startedAt: fields[19] ?? '',
    environment: environment.split('\0'),
    directory,
  };
}

/** Fields of /proc/PID/stat from the third, the state, on. */
async function statusFields(pid: number): Promise<string[] | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  // The second field, the name in parentheses, may hold blanks.
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
}
