import { readdirSync, readFileSync } from 'node:fs';

/**
 * Kills, with SIGKILL, every process that this one or a child of it has started and whose environment has all of these
 * variables: another runtime on this machine has jobs and functions of the same names. Gives how many there were.
 */
export function killDescendants(variables: Readonly<Record<string, string>>): number {
  const wanted = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  // All are found before any dies: what a dead process leaves behind is nobody's descendant.
  const found = readdirSync('/proc')
    .map(Number)
    .filter((pid) => isWanted(pid, wanted));
  for (const pid of found) process.kill(pid, 'SIGKILL');
  return found.length;
}

function isWanted(pid: number, variables: readonly string[]): boolean {
  if (!Number.isInteger(pid) || pid === process.pid) return false;
  try {
    const environment = new Set(readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0'));
    return variables.every((variable) => environment.has(variable)) && isDescendant(pid);
  } catch {
    // Gone meanwhile, or another user's.
    return false;
  }
}

function isDescendant(pid: number): boolean {
  for (let next = pid; next > 1; next = parentOf(next)) if (next === process.pid) return true;
  return false;
}

/** Fourth field of `stat`, after the name in parentheses. */
function parentOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}
