import { isCounted } from './place';
import type { Scenario } from './scenarios';
import { PACKAGE, type TableWorld } from './table-world';

/** A call of the workflow, found by recording a run without faults. */
export interface Place {
  readonly scenario: Scenario;
  readonly place: string;
  /** Which of the calls with this description in a run. */
  readonly nth: number;
  /** Whether the call, or who makes it, tells which version it is about. */
  readonly isScoped: boolean;
}

/** A place in one line. */
export function nameOf({ place, nth }: Place): string {
  return nth > 1 ? `${place} #${nth}` : place;
}

/**
 * Runs a scenario without faults, and gives the calls that were made. The same call in another region is left out:
 * what is broken in one region of several is broken in the last one.
 */
export async function recordPlaces(world: TableWorld, scenario: Scenario): Promise<Place[]> {
  const [version] = world.nextVersions(1) as [string];
  const [release] = await world.releases.make(PACKAGE, [version]);
  if (release === undefined) throw new Error('expected a release, found none');
  await scenario.prepare?.(world, release);
  await world.runtime.calls();
  await scenario.run(world, release);
  await world.until(`the end of recovery of ${version}`, async () =>
    (await world.ledger(version))['lockOwner'] === undefined ? true : undefined,
  );
  const seen = new Map<string, { count: number; isScoped: boolean }>();
  for (const call of await world.runtime.calls()) {
    const known = seen.get(call.place);
    seen.set(call.place, { count: (known?.count ?? 0) + 1, isScoped: call.version !== undefined });
  }
  const [first = '', ...others] = world.regions;
  const last = others.at(-1) ?? first;
  return [...seen].flatMap(([place, { count, isScoped }]) => {
    if (place.includes(first) && seen.has(place.replace(first, last))) return [];
    const times = isCounted(place) ? count : 1;
    return Array.from({ length: times }, (_, i) => ({ scenario, place, nth: i + 1, isScoped }));
  });
}
