import { setTimeout as delay } from 'node:timers/promises';
import { faultsOf } from '../../../lib/cli/runtime/runtime-api';
import { peakMemory } from '../../bench/measure/peak-memory';
import { checkSettled } from '../table/check-end';
import type { TableWorld } from '../table/table-world';
import { fateOf, judgeEnds } from './judge-runs';
import { type EndedRun, LoadRuns } from './load-runs';
import { type LoadSize, type LoadVersion, planVersions, storeReleases } from './load-versions';
import { Pips } from './pips';
import { publishAll } from './publish-all';
import { Readers, type ReadersReport } from './readers';
import { type Fate, Sightings } from './sightings';
import { longestWait, overtaken, turnsOf } from './turns';

/** What a load is made of. */
export interface LoadOptions extends LoadSize {
  readonly readers: number;
  /** Real pips at a time. */
  readonly pips: number;
  /** Between two pages of a reader, in milliseconds. */
  readonly pause: number;
  /** What the runtime's process may have resident at most, in bytes. */
  readonly memory: number;
  readonly write: (line: string) => void;
}

/** What a load showed. Times are in milliseconds, memory in bytes. */
export interface LoadReport {
  readonly runs: readonly EndedRun[];
  readonly wallTime: number;
  readonly idleMemory: number;
  readonly peakMemory: number;
  /** How long the promotion of each published version took, by its history. */
  readonly windows: readonly number[];
  /** How long its regions differed for readers. */
  readonly differences: readonly number[];
  /** Looks at a version in a region. */
  readonly observations: number;
  readonly readers: ReadersReport;
  readonly pips: number;
  /** Longest that a build waited for its place. */
  readonly longestQueue: number;
  readonly problems: readonly string[];
}

/** Progress is told so often. */
const PROGRESS_MS = 30_000;

/**
 * Publishes every version at once, and each of them again at the same time, while installers read every region; then
 * checks how each run ended, what every region serves, and what the installers saw all along.
 */
export async function runLoad(world: TableWorld, options: LoadOptions): Promise<LoadReport> {
  const versions = planVersions(world.nextVersions(options.versions), options);
  const releases = await storeReleases(world, versions);
  for (const version of versions) await breakVersion(world, version);
  const runs = new LoadRuns(world);
  const idle = await memoryOf(world);
  const installers = startInstallers(world, versions, options);
  const start = Date.now();
  const progress = tellProgress(options, start);
  const problems = await publishAll(world, { versions, releases, runs, onEnd: progress.ended });
  progress.stop();
  const wallTime = Date.now() - start;
  const seen = await installers.stop();
  const all = await runs.all();
  const fates: Fate[] = [];
  for (const one of versions) {
    problems.push(...judgeEnds(one, all));
    const fate = await fateOf(world, one, { release: releases.get(one), runs, all });
    if (fate === undefined) continue;
    fates.push(fate);
    problems.push(...seen.sightings.judge(fate, world.regions));
    problems.push(...(await checkSettled(world, { release: fate.release, before: new Map() })));
  }
  const most = await memoryOf(world);
  if (most > options.memory)
    problems.push(`memory: expected at most ${options.memory} bytes resident, found ${most}`);
  const turns = await turnsOf(world);
  const published = fates.filter(({ isPublished }) => isPublished);
  return {
    runs: all,
    ...{ wallTime, idleMemory: idle, peakMemory: most },
    windows: published.flatMap(({ window }) => (window === undefined ? [] : [window.to - window.from])),
    differences: published.flatMap((fate) => seen.sightings.difference(fate, world.regions) ?? []),
    observations: seen.sightings.count,
    readers: seen.report,
    pips: seen.pips.count,
    longestQueue: longestWait(turns),
    problems: [
      ...problems,
      ...seen.report.problems,
      ...seen.readers.judge(fates),
      ...seen.pips.judge(fates),
      ...overtaken(turns),
    ],
  };
}

/** Has the last region refuse what it must for a version to fail where it is meant to. */
async function breakVersion(
  { regions, runtime }: TableWorld,
  { version, failure }: LoadVersion,
): Promise<void> {
  if (failure === undefined) return;
  await faultsOf(runtime.url).add({
    region: regions.at(-1) as string,
    service: 'codeartifact',
    operation: failure === 'staging' ? 'PublishPackageVersion' : 'CopyPackageVersions',
    matching: version,
    effect: { kind: 'error', status: 403, code: 'AccessDeniedException', message: 'broken by the load' },
  });
}

function startInstallers(world: TableWorld, versions: readonly LoadVersion[], options: LoadOptions) {
  const byPackage = new Map<string, string[]>();
  for (const { package: name, version } of versions)
    byPackage.set(name, [...(byPackage.get(name) ?? []), version]);
  const names = [...byPackage.keys()];
  const sightings = new Sightings(byPackage);
  const readers = new Readers(world, { names, sightings, pause: options.pause });
  const pips = new Pips(world, names);
  readers.start(options.readers);
  pips.start(options.pips);
  return {
    async stop() {
      // A reader goes round a few times more: what is missing now would stay away.
      await delay(2 * options.pause);
      await pips.stop();
      return { sightings, readers, report: await readers.stop(), pips };
    },
  };
}

function tellProgress({ versions, write }: LoadOptions, start: number) {
  let count = 0;
  const seconds = () => ((Date.now() - start) / 1000).toFixed(0);
  const timer = setInterval(
    () => write(`${count} of ${versions} versions are done after ${seconds()} s`),
    PROGRESS_MS,
  );
  return {
    ended: () => {
      count += 1;
    },
    stop: () => clearInterval(timer),
  };
}

/** The most that the runtime's process had resident, or, where the system does not tell, what it has now. */
async function memoryOf({ runtime }: TableWorld): Promise<number> {
  return peakMemory(runtime.pid ?? 0) ?? (await runtime.memory());
}
