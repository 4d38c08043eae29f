import { readFileSync } from 'node:fs';

/**
 * The most that a process had resident so far, its start included, in bytes. Undefined where the system does not tell:
 * only Linux' /proc (proc(5), VmHWM) knows it, and not only when somebody looks.
 */
export function peakMemory(pid: number): number | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
  } catch {
    return undefined;
  }
}
