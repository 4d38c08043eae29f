import type { Release } from '../../../lib/contract';
import type { TableWorld } from '../table/table-world';
import type { LoadRuns } from './load-runs';
import type { LoadVersion } from './load-versions';
import { pushVersions } from './push-versions';

/** What is published, and how far that is. */
export interface Publishing {
  readonly versions: readonly LoadVersion[];
  /** Those that are stored. */
  readonly releases: ReadonlyMap<LoadVersion, Release>;
  readonly runs: LoadRuns;
  /** Called whenever a version is done. */
  readonly onEnd: () => void;
}

/** Longest that all of it may take. */
const PATIENCE_MS = 7_200_000;

/**
 * Publishes every version at once. Two runs work on each that is to succeed, and a third comes when they have ended, as
 * a person would start it: with package and version alone. Gives what went wrong with pushes.
 */
export async function publishAll(world: TableWorld, publishing: Publishing): Promise<string[]> {
  const { versions, runs, onEnd } = publishing;
  const again: Promise<void>[] = [];
  const stored = versions
    .filter(({ origin }) => origin === 'stored')
    .map((version) => publishStored(version, publishing).then(onEnd));
  const pushed = versions.filter(({ origin }) => origin === 'pushed');
  const pushes = pushVersions(world, pushed, (version) => {
    again.push(republishPushed(world, runs, version).then(onEnd));
  });
  const [problems] = await Promise.all([pushes, ...stored]);
  await Promise.all(again);
  return problems;
}

async function publishStored(one: LoadVersion, { releases, runs }: Publishing): Promise<void> {
  const { package: name, version, failure } = one;
  const input = { package: name, version, digest: releases.get(one)?.digest };
  // What is to be rolled back is published once, so that it has one promotion.
  const count = failure === undefined ? 2 : 1;
  await Promise.all(Array.from({ length: count }, () => runs.run(input)));
  if (failure === undefined) await runs.run({ package: name, version });
}

/** The ledger knows the build as soon as the pipeline's own run has begun. */
async function republishPushed(
  world: TableWorld,
  runs: LoadRuns,
  { package: name, version }: LoadVersion,
): Promise<void> {
  const state = async () => (await world.ledger(version, name))['releaseState']?.S;
  await world.until(`the ledger to know ${name} ${version}`, state, PATIENCE_MS);
  await runs.run({ package: name, version });
  const ended = async () => ((await state()) === 'Publishing' ? undefined : true);
  await world.until(`${name} ${version} to be published`, ended, PATIENCE_MS);
  await runs.run({ package: name, version });
}
