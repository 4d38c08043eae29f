import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, readSync } from 'node:fs';

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

/**
 * Every process of this machine that is alive and was started at `since` or later; none where the system has no /proc.
 * The kernel answers from memory: to read is a matter of microseconds, to have it done by a thread costs ten times that.
 */
export function processesOfMachine(since = 0): Process[] {
  const processes: Process[] = [];
  for (const name of orElse(() => readdirSync('/proc'), [])) {
    const pid = Number(name);
    const fields = Number.isNaN(pid) ? undefined : statusFields(pid);
    const [state, parent, group, , terminal] = fields ?? [];
    // A zombie has ended: it waits for its parent to take note.
    if (fields === undefined || state === 'Z' || Number(fields[19]) < since) continue;
    processes.push({
      pid,
      parent: Number(parent),
      group: Number(group),
      hasTerminal: terminal !== '0',
      startedAt: fields[19] ?? '',
      get environment() {
        return orElse(() => readFileSync(`/proc/${pid}/environ`, 'utf8'), '').split('\0');
      },
      get directory() {
        return orElse(() => readlinkSync(`/proc/${pid}/cwd`), '');
      },
    });
  }
  return processes;
}

/** Start time of a process; undefined where the system does not tell. */
export function processStartTime(pid: number): string | undefined {
  return statusFields(pid)?.[19];
}

/** Longer than any: numbers, and a name of 16 characters. */
const status = Buffer.alloc(4096);

/** Fields of /proc/PID/stat from the third, the state, on. */
function statusFields(pid: number): string[] | undefined {
  const text = orElse(() => {
    const file = openSync(`/proc/${pid}/stat`, 'r');
    try {
      return status.toString('latin1', 0, readSync(file, status));
    } finally {
      closeSync(file);
    }
  }, undefined);
  // The second field, the name in parentheses, may hold blanks.
  return text?.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** Processes end while they are looked at, and others' do not show everything. */
function orElse<T, U>(read: () => T, otherwise: U): T | U {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
