import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkPort } from './check-port';

const pathIn = (state: string) => join(state, 'last-port');

/**
 * The port for a runtime that may take any: the one it had last time, if that is still free. Work that was under way
 * when it stopped knows addresses with that port.
 */
export async function preferredPort(state: string, asked: number): Promise<number> {
  if (asked !== 0) return asked;
  let last: number;
  try {
    last = Number(readFileSync(pathIn(state), 'utf8'));
  } catch {
    return asked;
  }
  if (!Number.isInteger(last) || last <= 0) return asked;
  return checkPort(last).then(
    () => last,
    () => asked,
  );
}

/** Remembers the port for the next start. */
export function writeLastPort(state: string, port: number): void {
  writeFileSync(pathIn(state), String(port));
}
