import { installPython, withScratch } from '../measure/scratch';
import { type Section, verdict } from '../measure/section';
import { show, summarize } from '../measure/statistics';
import { devpi } from '../registry/devpi';
import { largeUpload, peakMemory } from '../registry/large-upload';
import { freshProjects, passingUploads, reads, uploads } from '../registry/load';
import { ourRegistry } from '../registry/our-registry';
import { pypiserver } from '../registry/pypiserver';
import type { Registry } from '../registry/registry';

const SIZES = [10, 1000, 10_000];
/** Files of the one project that has many. */
const MANY = 1000;
const UPLOADS = 300;
const READS = 1000;
/** Long enough to compile what is run often: ours and devpi are slower at first, and nobody restarts before an upload. */
const WARM_UP = 1000;
/** A registry that would take longer to fill is left out. */
const LONGEST_FILL_SECONDS = 180;
const GOAL = 3;

/** A registry with the number of its uploads in a second, by which it is known how long filling it would take. */
interface Contestant {
  readonly registry: Registry;
  /** Whether the goal is held against it. */
  readonly counts: boolean;
  fillRate: number;
  isOut: boolean;
}

/** The package index against pypiserver and devpi as it fills, and its memory during one large upload. */
export async function registry(options: { rounds: number }): Promise<Section[]> {
  return withScratch(async (folder) => {
    const bin = installPython(folder, ['pypiserver[cache]', 'passlib', 'gunicorn', 'devpi-server']);
    const open: Contestant[] = [];
    const add = async (counts: boolean, starting: Promise<Registry>) => {
      open.push({ registry: await starting, counts, fillRate: Number.POSITIVE_INFINITY, isOut: false });
    };
    try {
      await add(false, ourRegistry());
      await add(true, pypiserver(bin, folder, { synced: true }));
      await add(true, devpi(bin, folder));
      await add(false, pypiserver(bin, folder, { synced: false }));
      const [ours] = open as [Contestant];
      return [
        await rates(open, options.rounds),
        await largePage(open, options.rounds),
        await memory(ours.registry),
      ];
    } finally {
      for (const each of open) await each.registry.stop();
    }
  });
}

async function rates(contestants: readonly Contestant[], rounds: number): Promise<Section> {
  const rows: (string | number)[][] = [];
  const findings: string[] = [];
  let filled = freshProjects(SIZES[0] as number);
  for (const each of contestants) await warmUp(each, filled);
  for (const size of SIZES) {
    const more = freshProjects(size - filled.length);
    for (const each of contestants) findings.push(...(await fill(each, more)));
    filled = [...filled, ...more];
    for (const concurrency of [1, 16])
      for (const [what, measure] of Object.entries(MEASURES)) {
        const samples = await inTurns({ rounds, contestants }, (each) =>
          measure(each, { projects: filled, concurrency }),
        );
        rows.push([size.toLocaleString('en'), concurrency, what, ...compare(contestants, samples)]);
      }
  }
  return {
    title: 'Package index',
    meaning:
      `Median of ${rounds} rounds (least–most), in turns, after ${WARM_UP} uploads and reads to warm up; an upload is one ` +
      'sdist of 10 kB of a project of its own, a read is one project page. The load comes from this process, on the same ' +
      'processors. Ours and "pypiserver, synced" check a password with each request and have the file and its folder ' +
      'synced to disk before they answer; devpi does as it comes, with its database synced and its files not; ' +
      'pypiserver as it comes does neither, and is shown beside. pypiserver is cached-dir on gunicorn with 2 processes ' +
      'of 8 threads. What the measurement uploads is taken away again, except from devpi.',
    columns: [
      'files',
      'at once',
      'what',
      ...contestants.map(({ registry: { name } }) => name),
      `goal: ${GOAL}`,
    ],
    rows,
    findings,
  };
}

/** What a registry is loaded with, and how. */
interface Asked {
  readonly projects: readonly string[];
  readonly concurrency: number;
}

const MEASURES = {
  'uploads/s': (registry: Registry, { concurrency }: Asked) =>
    passingUploads(registry, { count: UPLOADS, concurrency }),
  'page reads/s': (registry: Registry, load: Asked) => reads(registry, { ...load, count: READS }),
};

async function warmUp({ registry }: Contestant, first: readonly string[]): Promise<void> {
  await uploads(registry, { projects: first, concurrency: 4 });
  await passingUploads(registry, { count: WARM_UP, concurrency: 4 });
  await reads(registry, { projects: first, concurrency: 4, count: WARM_UP });
}

/** Adds files; says so when that would take too long, and leaves the registry out from then on. */
async function fill(each: Contestant, projects: readonly string[]): Promise<string[]> {
  const { registry, fillRate, isOut } = each;
  if (isOut || projects.length === 0) return [];
  if (registry.fill !== undefined) {
    await registry.fill(projects);
    return [];
  }
  const seconds = projects.length / fillRate;
  if (seconds > LONGEST_FILL_SECONDS) {
    each.isOut = true;
    return [
      `${registry.name} was not measured with more files: ${projects.length.toLocaleString('en')} uploads would take it ${Math.round(seconds)} seconds`,
    ];
  }
  each.fillRate = await uploads(registry, { projects, concurrency: 16, seconds: Number.POSITIVE_INFINITY });
  return [];
}

/** Measures each registry that is still in, in each round. */
async function inTurns(
  { rounds, contestants }: { readonly rounds: number; readonly contestants: readonly Contestant[] },
  measure: (registry: Registry) => Promise<number>,
): Promise<number[][]> {
  const samples = contestants.map((): number[] => []);
  for (let round = 0; round < rounds; round += 1)
    for (const [index, { registry, isOut }] of contestants.entries())
      if (!isOut) samples[index]?.push(await measure(registry));
  return samples;
}

/** A row of the table, and ours against the best of those that count. */
function compare(contestants: readonly Contestant[], samples: readonly number[][]) {
  const summaries = samples.map((values) => (values.length === 0 ? undefined : summarize(values)));
  const others = contestants.map(({ counts }, index) => (counts ? (summaries[index]?.median ?? 0) : 0));
  const ratio = (summaries[0]?.median as number) / Math.max(...others);
  return [
    ...summaries.map((summary) => (summary === undefined ? '–' : show(summary))),
    `${ratio.toFixed(1)}, ${ratio >= GOAL ? 'met' : '**missed**'}`,
  ];
}

/** Reads of the page of a project with many files, which every install of it begins with. */
async function largePage(contestants: readonly Contestant[], rounds: number): Promise<Section> {
  const project = 'many-files';
  const versionAt = (index: number) => `1.${index}`;
  const projects = Array.from({ length: MANY }, () => project);
  // One at a time: devpi answers some of those that come at once, to one project, with an internal error.
  const load = { projects, versionAt, concurrency: 1, seconds: LONGEST_FILL_SECONDS };
  const findings: string[] = [];
  for (const each of contestants) {
    const { registry, isOut } = each;
    if (isOut) continue;
    const start = performance.now();
    await (registry.fill?.(projects, versionAt) ?? uploads(registry, load));
    each.isOut = performance.now() - start >= LONGEST_FILL_SECONDS * 1000;
    if (each.isOut) findings.push(`${registry.name} was not measured: it takes longer to fill such a page`);
  }
  const rows: (string | number)[][] = [];
  for (const concurrency of [1, 16]) {
    const samples = await inTurns({ rounds, contestants }, (registry) =>
      reads(registry, { projects: [project], versionAt, concurrency, count: READS }),
    );
    rows.push([concurrency, ...compare(contestants, samples)]);
  }
  return {
    title: 'A page with many files',
    meaning: `Reads a second of the page of one project with ${MANY.toLocaleString('en')} sdists, in the fullest of the indexes above; median of ${rounds} rounds (least–most), in turns.`,
    columns: ['at once', ...contestants.map(({ registry: { name } }) => name), `goal: ${GOAL}`],
    rows,
    findings,
  };
}

async function memory(ours: Registry): Promise<Section> {
  const before = peakMemory(ours.pid);
  const seconds = await largeUpload(ours, 'large-project', 1024);
  const after = peakMemory(ours.pid);
  return {
    title: 'Memory during an upload of 1 GiB',
    meaning: 'Peak resident memory of the whole runtime (VmHWM) before and after one upload of 1 GiB.',
    columns: ['peak before, MiB', 'peak after, MiB', 'seconds'],
    rows: [[before, after, seconds.toFixed(1)]],
    findings: [verdict('MiB by which the upload raised the peak', after - before, { most: 128 })],
  };
}
