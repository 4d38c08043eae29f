import { readdirSync, readFileSync } from 'node:fs';

/** Kills, with SIGKILL, every process whose environment has all of these variables. Gives how many there were. */
export function killProcesses(variables: Readonly<Record<string, string>>): number {
  const wanted = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  let killed = 0;
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    try {
      const environment = new Set(readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0'));
      if (!wanted.every((variable) => environment.has(variable))) continue;
      process.kill(pid, 'SIGKILL');
      killed += 1;
    } catch {
      // Gone meanwhile, or another user's.
    }
  }
  return killed;
}
