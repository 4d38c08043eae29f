import { setTimeout as delay } from 'node:timers/promises';
import type { Release } from '../../../lib/contract';
import { isSame } from '../checks/region-reader';
import type { Shown } from '../index-reader';
import { PACKAGE, type TableWorld } from './table-world';

const LOOK_MS = 200;

/** What a release consists of, as indexes show it. */
export function wholeOf(release: Release): Shown {
  return Object.fromEntries(release.assets.map(({ name, sha256 }) => [name, sha256]));
}

/** Everything that a region ever showed of a version. */
export interface Sightings {
  readonly version: string;
  /** What each region showed before. */
  readonly before: ReadonlyMap<string, Shown>;
  readonly seen: { readonly region: string; readonly shown: Shown }[];
  /** Regions that had not staged what another one showed, when it first did. */
  readonly unstaged: string[];
}

/** Looks at every region all the time while `work` goes on. */
export async function watched<T>(
  world: TableWorld,
  { version, before }: Pick<Sightings, 'version' | 'before'>,
  work: () => Promise<T>,
): Promise<{ result: T; sightings: Sightings }> {
  const sightings: Sightings = { version, before, seen: [], unstaged: [] };
  let isOver = false;
  let isStaged = false;
  const look = async (region: string): Promise<void> => {
    const shown = await world.reader.shown(region, PACKAGE, version);
    if (isSame(shown, before.get(region) ?? {})) return;
    const isNew = !sightings.seen.some((one) => one.region === region && isSame(one.shown, shown));
    if (isNew) sightings.seen.push({ region, shown });
    if (isStaged || Object.keys(shown).length === 0) return;
    sightings.unstaged.push(...(await unstaged(world, { version, shown })));
    isStaged = true;
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
    return { result: await work(), sightings };
  } finally {
    isOver = true;
    await watching;
  }
}

/**
 * What was seen, held against the release: nobody may ever see a part of a version (P4), or the version before every
 * region has it staged (P4), or miss what was there before (P3).
 */
export function checkSightings({ seen, unstaged: missing, before }: Sightings, release: Release): string[] {
  const whole = wholeOf(release);
  const problems = seen.flatMap(({ region, shown }) => {
    const names = Object.keys(shown);
    if (isSame(shown, whole) || (names.length === 0 && !before.has(region))) return [];
    return names.length === 0
      ? [`P3: region ${region} showed nothing of what was there`]
      : [`P4: region ${region} showed a part: ${names.join(', ')}`];
  });
  return [
    ...problems,
    ...missing.map((region) => `P4: a region showed the version, but region ${region} had it not staged`),
  ];
}

/** Regions that neither have staged what one shows nor serve it. */
async function unstaged(
  { regions, reader }: TableWorld,
  { version, shown }: { version: string; shown: Shown },
): Promise<string[]> {
  const found = regions.map(async (region) => {
    for (const repository of ['staging', 'release'])
      if (isSame(await reader.shown(region, PACKAGE, version, repository), shown)) return [];
    return [region];
  });
  return (await Promise.all(found)).flat();
}
