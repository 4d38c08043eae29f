import type { Scenario } from './scenarios';
import { PACKAGE, type TableWorld } from './table-world';

/** A call of the workflow, found by recording a run without faults. */
export interface Place {
  readonly scenario: Scenario;
  readonly place: string;
  /** Whether the call, or who makes it, tells which version it is about. */
  readonly isScoped: boolean;
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
  await scenario.run(world, release, async () => void (await world.runtime.calls()));
  await world.until(`the end of recovery of ${version}`, async () =>
    (await world.ledger(version))['lockOwner'] === undefined ? true : undefined,
  );
  const seen = new Map((await world.runtime.calls()).map((call) => [call.place, call.version !== undefined]));
  const [first = '', ...others] = world.regions;
  const last = others.at(-1) ?? first;
  return [...seen].flatMap(([place, isScoped]) =>
    place.includes(first) && seen.has(place.replace(first, last)) ? [] : [{ scenario, place, isScoped }],
  );
}
