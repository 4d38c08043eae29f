import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Makes the state folder where it is missing, or says why nothing can be kept there. One level after the other: with
 * `recursive`, `mkdirSync` of Node.js 20 never returns where a parent is there and takes no folder, as /proc.
 * @throws Error that says what was found instead
 */
export function makeStateFolder(folder: string): void {
  const missing: string[] = [];
  let existing = resolve(folder);
  while (!existsSync(existing)) {
    missing.unshift(existing);
    existing = dirname(existing);
  }
  if (!statSync(existing).isDirectory()) throw refusal(folder, `${existing}, which is no folder`);
  try {
    for (const path of missing) mkdirSync(path);
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw refusal(folder, `that nothing can be made in ${existing} (${(error as Error).message})`, error);
  }
}

function refusal(folder: string, found: string, cause?: unknown): Error {
  return new Error(
    `state folder ${folder}: expected a folder that can be made and written, found ${found}; choose another folder`,
    { cause },
  );
}
