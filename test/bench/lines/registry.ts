import { installPython, withScratch } from '../measure/scratch';
import { type Section, verdict } from '../measure/section';
import { summarize } from '../measure/statistics';
import { devpi } from '../registry/devpi';
import { largeUpload, peakMemory } from '../registry/large-upload';
import { reads, uploads } from '../registry/load';
import { ourRegistry } from '../registry/our-registry';
import { pypiserver } from '../registry/pypiserver';
import type { Registry } from '../registry/registry';

const UPLOADS = 100;
const READS = 300;

/** The package index against pypiserver and devpi as it fills, and its memory during one large upload. */
export async function registry(options: { rounds: number; sizes: readonly number[] }): Promise<Section[]> {
  return withScratch(async (folder) => {
    const bin = installPython(folder, ['pypiserver[cache]', 'gunicorn', 'devpi-server']);
    const open: Registry[] = [];
    try {
      for (const start of [ourRegistry, () => pypiserver(bin, folder), () => devpi(bin, folder)])
        open.push(await start());
      const [ours] = open as [Registry];
      return [await rates(open, options), await memory(ours)];
    } finally {
      for (const each of open) await each.stop();
    }
  });
}

async function rates(
  registries: readonly Registry[],
  { rounds, sizes }: { rounds: number; sizes: readonly number[] },
): Promise<Section> {
  const rows: (string | number)[][] = [];
  const findings: string[] = [];
  const filled: string[] = [];
  let serial = 0;
  const fresh = (count: number) => Array.from({ length: count }, () => `project-${++serial}`);
  for (const size of sizes) {
    const more = fresh(size - filled.length);
    filled.push(...more);
    for (const each of registries) await uploads(each, { projects: more, concurrency: 8 });
    for (const concurrency of [1, 16]) {
      const up = await inTurns(rounds, registries, async (each, projects) =>
        uploads(each, { projects, concurrency }),
      );
      const read = await inTurns(rounds, registries, async (each) =>
        reads(each, { projects: more, concurrency, count: READS }),
      );
      for (const [what, measure] of [
        ['uploads/s', () => up(() => fresh(UPLOADS))],
        ['page reads/s', () => read(() => [])],
      ] as const) {
        const medians = (await measure()).map((samples) => summarize(samples).median);
        const [own, ...others] = medians as [number, ...number[]];
        rows.push([
          size.toLocaleString('en'),
          concurrency,
          what,
          ...medians.map((value) => Math.round(value)),
        ]);
        findings.push(
          `${size.toLocaleString('en')} files, ${concurrency} at once, ${what}: ${(own / Math.max(...others)).toFixed(1)} times the best of the others (goal 3)`,
        );
      }
    }
  }
  return {
    title: 'Package index',
    meaning:
      `Median of ${rounds} rounds, in turns; an upload is one sdist of 10 kB of a project of its own, a read is one ` +
      'project page. Ours authenticates each request and has written and synced a file before it answers; ' +
      'pypiserver (cached-dir, gunicorn with 2 processes of 8 threads) does neither; devpi runs as it comes. The load comes from this process, on the same processors. ' +
      'Uploads of the measurement itself add to each index.',
    columns: ['files', 'at once', 'what', ...registries.map(({ name }) => name)],
    rows,
    findings,
  };
}

/** Measures each registry in each round; what to measure with is made anew for each. */
async function inTurns(
  rounds: number,
  registries: readonly Registry[],
  measure: (registry: Registry, projects: readonly string[]) => Promise<number>,
) {
  return async (projects: () => readonly string[]): Promise<number[][]> => {
    const samples = registries.map((): number[] => []);
    for (let round = 0; round < rounds; round += 1) {
      for (const [index, each] of registries.entries()) samples[index]?.push(await measure(each, projects()));
    }
    return samples;
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
