import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { compareRun } from './compare-run';
import type { RecordedCase } from './recorded-case';
import { runCase } from './run-case';

const DEFAULT_DIRECTORY = '../shared/asl-conformance';

/** Runs every case of a folder and tells what differs. Gives the exit code: 0 only if all pass. */
export async function conformance(
  argument: string | undefined,
  print: (line: string) => void,
): Promise<number> {
  const directory = resolve(argument ?? DEFAULT_DIRECTORY);
  if (!existsSync(directory)) {
    print(
      `${directory}: expected a folder of recorded cases, found none; give one: npm run conformance -- DIR`,
    );
    return 1;
  }
  const nested = join(directory, 'cases');
  const folder = existsSync(nested) ? nested : directory;
  const files = (await readdir(folder)).filter((file) => file.endsWith('.json')).sort();
  if (files.length === 0) {
    print(`${folder}: expected *.json files, each a recorded case, found none`);
    return 1;
  }
  let passed = 0;
  for (const file of files) {
    const difference = await check(join(folder, file));
    if (difference === undefined) passed += 1;
    else print(`FAIL ${file}\n     ${difference}`);
  }
  print(`${passed} of ${files.length} pass`);
  return passed === files.length ? 0 : 1;
}

/** The first difference of one case; undefined if it passes. */
export async function check(file: string): Promise<string | undefined> {
  try {
    const recorded: RecordedCase = JSON.parse(await readFile(file, 'utf8'));
    return compareRun(recorded, await runCase(recorded));
  } catch (error) {
    return `could not be run: ${(error as Error).stack ?? error}`;
  }
}
