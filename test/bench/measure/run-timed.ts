import { spawn } from 'node:child_process';

/** Time of a command: on the clock, and of all processors it used, its children's included. */
export interface Timed {
  readonly wallMilliseconds: number;
  readonly cpuMilliseconds: number;
}

/** Runs lines of bash and takes the time that bash itself counts. A failure is an error with the command's output. */
export async function runTimed(
  script: string,
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<Timed> {
  const program = `set -e; TIMEFORMAT='%R %U %S'; time { ${script}\n} >&2 2>&1`;
  // A session of its own, as a job of the runtime has: Linux shares processors between sessions before processes.
  const child = spawn('bash', ['-c', program], {
    ...options,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`expected "${script}" to succeed, found exit status ${code}:\n${output}`);
  const [wall, user, system] = (output.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
  return {
    wallMilliseconds: (wall as number) * 1000,
    cpuMilliseconds: ((user as number) + (system as number)) * 1000,
  };
}
