import { setTimeout as delay } from 'node:timers/promises';
import type { Release } from '../../../lib/contract';
import { isSame } from '../checks/region-reader';
import type { Shown } from '../index-reader';
import type { TableWorld } from './table-world';

const LOOK_MS = 200;

/** What a release consists of, as indexes show it. */
export function wholeOf(release: Release): Shown {
  return Object.fromEntries(release.assets.map(({ name, sha256 }) => [name, sha256]));
}

/**
 * Looks at every region all the time while `work` goes on: nobody may ever see a part of a version (P4), and nobody
 * the version at all before every region has it staged.
 */
export async function watched<T>(
  world: TableWorld,
  { release, before }: { release: Release; before: () => ReadonlyMap<string, Shown> },
  work: () => Promise<T>,
): Promise<{ result: T; problems: string[] }> {
  const problems = new Set<string>();
  let isOver = false;
  const whole = wholeOf(release);
  const look = async (region: string): Promise<void> => {
    const shown = await world.reader.shown(region, release.package, release.version);
    if (Object.keys(shown).length === 0 || isSame(shown, whole) || isSame(shown, before().get(region) ?? {}))
      return;
    // What a region had before the run may have come between the look and the question.
    problems.add(`P4: region ${region} shows a part: ${Object.keys(shown).join(', ')}`);
  };
  const watch = async (region: string): Promise<void> => {
    while (!isOver) {
      // A runtime that was killed answers nobody.
      await look(region).catch(() => undefined);
      await delay(LOOK_MS);
    }
  };
  const watching = Promise.all(world.regions.map(watch));
  try {
    const result = await work();
    return { result, problems: [...problems] };
  } finally {
    isOver = true;
    await watching;
  }
}
