import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CliError } from '../failure';
import { isHealthy } from './runtime-api';

/** What `runtime.json` in the state folder says about the runtime that uses it. */
export interface RuntimeFile {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly account: string;
}

const pathIn = (state: string) => join(state, 'runtime.json');

/** Tells other commands where the runtime is. */
export function writeRuntimeFile(state: string, runtime: RuntimeFile): void {
  mkdirSync(state, { recursive: true });
  const temporary = `${pathIn(state)}.${runtime.pid}`;
  writeFileSync(temporary, `${JSON.stringify(runtime, undefined, 2)}\n`);
  renameSync(temporary, pathIn(state));
}

/** The runtime no longer runs. */
export function removeRuntimeFile(state: string): void {
  rmSync(pathIn(state), { force: true });
}

/** The runtime that runs on this state folder. A file that a killed one left behind does not count. */
export async function findRuntime(state: string): Promise<RuntimeFile | undefined> {
  let runtime: RuntimeFile;
  try {
    runtime = JSON.parse(readFileSync(pathIn(state), 'utf8')) as RuntimeFile;
  } catch {
    return undefined;
  }
  // Both: a process id may be given out again, and another runtime may have taken the port.
  return isAlive(runtime.pid) && (await isHealthy(runtime.url)) ? runtime : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** @throws CliError that says how to start it */
export async function requireRuntime(state: string): Promise<RuntimeFile> {
  const runtime = await findRuntime(state);
  if (runtime !== undefined) return runtime;
  throw new CliError(
    `no runtime is running on ${state}. Start it in another terminal with "npm start" (or "npx vigilant local", without ` +
      'the sample package); for a state folder of your own, give the same --state DIR here.',
  );
}
