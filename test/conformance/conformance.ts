import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { compareRun } from './compare-run';
import { readCase } from './recorded-case';
import { runCase } from './run-case';

const DEFAULT_DIRECTORY = '../shared/asl-conformance';

/** Runs every case of a folder, or one file, and tells what differs. Gives the exit code: 0 only if all pass. */
export async function conformance(
  argument: string | undefined,
  print: (line: string) => void,
): Promise<number> {
  const place = resolve(argument ?? DEFAULT_DIRECTORY);
  const files = await casesOf(place);
  if (files.length === 0) {
    print(
      `${place}: expected a recorded case (*.json) or a folder of them, found none; give one: npm run conformance -- DIR`,
    );
    return 1;
  }
  let passed = 0;
  for (const file of files) {
    const difference = await check(file);
    if (difference === undefined) passed += 1;
    else print(`FAIL ${basename(file)}\n     ${difference}`);
  }
  print(`${passed} of ${files.length} pass`);
  return passed === files.length ? 0 : 1;
}

/** The file itself, or the cases in the folder; those in its folder `cases`, if it has one. */
async function casesOf(place: string): Promise<string[]> {
  if (await is(place, 'isFile')) return [place];
  const nested = join(place, 'cases');
  const folder = (await is(nested, 'isDirectory')) ? nested : place;
  if (!(await is(folder, 'isDirectory'))) return [];
  const names = await readdir(folder);
  return names
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => join(folder, name));
}

async function is(path: string, kind: 'isFile' | 'isDirectory'): Promise<boolean> {
  return stat(path).then(
    (found) => found[kind](),
    () => false,
  );
}

/** The first difference of one case; undefined if it passes. */
export async function check(file: string): Promise<string | undefined> {
  try {
    const recorded = await readCase(file);
    return compareRun(recorded, await runCase(recorded));
  } catch (error) {
    return `could not be run: ${(error as Error).message ?? error}`;
  }
}
