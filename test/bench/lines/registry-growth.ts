import { alternate } from '../measure/alternate';
import { type Section, verdict } from '../measure/section';
import { show, summarize } from '../measure/statistics';
import { freshProjects, passingUploads, reads, uploads } from '../registry/load';
import { ourRegistry } from '../registry/our-registry';
import type { Registry } from '../registry/registry';

const FEW = 10;
const MANY = 10_000;
const UPLOADS = 250;
const READS = 750;
/** Pairs of measurements in a round: short ones, because the machine's speed changes within seconds. */
const SLICES = 6;
/** Of both, so that their code is compiled and their memory has grown alike. */
const WARM_UP = 3000;
/** Least that the full index may do of what the small one does; beyond a tenth it would no longer be called flat. */
const GOAL = 0.9;

/** One of the two indexes, with the projects in it. */
interface Index {
  readonly registry: Registry;
  readonly projects: readonly string[];
}

/**
 * Whether the index stays as fast as it fills: a small and a full one, each a runtime of its own, in turns. Measured one
 * after the other, minutes apart, they would tell how the machine's speed changed in between.
 */
export async function registryGrowth(options: { rounds: number }): Promise<Section[]> {
  const open: Index[] = [];
  try {
    for (const size of [FEW, MANY]) open.push(await filled(size));
    const [few, many] = open as [Index, Index];
    const rows: (string | number)[][] = [];
    const findings: string[] = [];
    for (const concurrency of [1, 16])
      for (const [what, measure] of Object.entries(MEASURES)) {
        const samples = await alternate(options.rounds * SLICES, {
          few: () => measure(few, concurrency),
          many: () => measure(many, concurrency),
        });
        const ratio = summarize(samples.many.map((rate, round) => rate / (samples.few[round] as number)));
        rows.push([
          concurrency,
          what,
          ...[samples.few, samples.many].map((rates) => show(summarize(rates))),
          show(ratio),
        ]);
        findings.push(
          verdict(`${what}, ${concurrency} at once, full to small`, ratio.median, { least: GOAL }),
        );
      }
    return [section(options.rounds, rows, findings)];
  } finally {
    for (const { registry } of open) await registry.stop();
  }
}

async function filled(size: number): Promise<Index> {
  const registry = await ourRegistry();
  const projects = freshProjects(size);
  const load = { concurrency: 16, seconds: Number.POSITIVE_INFINITY };
  await uploads(registry, { ...load, projects });
  await passingUploads(registry, { ...load, count: WARM_UP });
  // Each page once at least: the first read of a page asks the disk, in a small index as in a full one.
  const count = Math.max(WARM_UP, size);
  await reads(registry, { ...load, projects, count });
  return { registry, projects };
}

const MEASURES = {
  'uploads/s': ({ registry }: Index, concurrency: number) =>
    passingUploads(registry, { count: UPLOADS, concurrency }),
  // Any project of the index, not the few that were asked for last.
  'page reads/s': ({ registry, projects }: Index, concurrency: number) => {
    const asked = Array.from({ length: READS }, () => projects[Math.floor(Math.random() * projects.length)]);
    return reads(registry, { projects: asked as string[], concurrency, count: READS });
  },
};

function section(rounds: number, rows: Section['rows'], findings: readonly string[]): Section {
  const [few, many] = [FEW, MANY].map((size) => `${size.toLocaleString('en')} files`);
  return {
    title: 'Package index as it fills',
    meaning:
      `Two runtimes, one whose index has ${few} and one with ${many}, in turns; median of ${rounds} rounds ` +
      '(least–most), the ratio taken round by round. An upload is one sdist of 10 kB of a project of its own, taken away ' +
      'again afterwards; a read is the page of any project, which was read before.',
    columns: ['at once', 'what', few as string, many as string, 'full ÷ small'],
    rows,
    findings,
  };
}
