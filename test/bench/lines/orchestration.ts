import { bareJob } from '../figures/job-processes';
import { alternate, timed } from '../measure/alternate';
import { runTimed } from '../measure/run-timed';
import { type Section, verdict } from '../measure/section';
import { show, summarize } from '../measure/statistics';
import type { ReleaseWorld } from '../world/release-world';
import { REGIONS } from '../world/synthesize-app';
import { RUN_PARTS, runParts } from './run-parts';

const COUNTS = [1, 3, 7, 13];
/** Most that a run may take in terms of the bare commands, by number of regions. */
const GOALS: Readonly<Record<number, number>> = { 3: 1.1, 13: 1.15 };

/** Rounds of one number of regions. */
interface Measured {
  readonly regions: number;
  readonly samples: Readonly<Record<'run' | 'bare', readonly number[]>>;
  /** Milliseconds by part, in each round. */
  readonly parts: readonly (readonly number[])[];
}

/** Full runs, from StartExecution to SUCCEEDED, against the same publish commands alone. */
export async function orchestration(world: ReleaseWorld, options: { rounds: number }): Promise<Section[]> {
  let version = 0;
  const next = () => world.prepare(`2.0.${++version}`);
  // A runtime that has just started compiles what a run needs, and starts the functions' processes.
  for (let warmUp = 0; warmUp < 2; warmUp += 1) await world.publish(await next(), REGIONS);
  const measured: Measured[] = [];
  for (const count of COUNTS) {
    const regions = REGIONS.slice(0, count);
    const parts: number[][] = [];
    const samples = await alternate(options.rounds, {
      async run() {
        const run = await world.publish(await next(), regions);
        parts.push(await runParts(world, run, count));
        return Number(run.stopDate) - Number(run.startDate);
      },
      async bare() {
        const made = await next();
        const jobs = await Promise.all(regions.map((region) => bareJob(world, made, region)));
        const run = () =>
          Promise.all(
            jobs.map((job) => runTimed('python3 publish.py', { cwd: job.directory, env: job.environment })),
          );
        const milliseconds = await timed(run);
        for (const job of jobs) job.remove();
        return milliseconds;
      },
    });
    measured.push({ regions: count, samples, parts });
  }
  return [ratios(measured, options.rounds), whereItGoes(measured, options.rounds)];
}

function ratios(measured: readonly Measured[], rounds: number): Section {
  const findings: string[] = [];
  const rows = measured.map(({ regions, samples }) => {
    const [run, bare] = [summarize(samples.run), summarize(samples.bare)];
    const pairs = samples.run.map((milliseconds, round) => milliseconds / (samples.bare[round] as number));
    const ratio = summarize(pairs);
    const most = GOALS[regions];
    if (most !== undefined)
      findings.push(verdict(`${regions} regions, run to bare commands`, ratio.median, { most }));
    return [regions, show(run), show(bare), show(ratio), Math.round((run.median - bare.median) / regions)];
  });
  return {
    title: 'Orchestration overhead',
    meaning:
      `Milliseconds; median of ${rounds} rounds (least–most), in turns. A run is the whole saga: survey, ` +
      'jobs, verification, promotion, ledger, each write synced to disk. Bare is `python3 publish.py` in ' +
      'unpacked bundles, one process per region at once, on the same registry: no workflow, no verification, no ' +
      'download of the bundle. The ratio is taken round by round, each run against the bare commands next to it.',
    columns: ['regions', 'run', 'bare commands', 'run ÷ bare', 'ms of difference per region'],
    rows,
    findings,
  };
}

function whereItGoes(measured: readonly Measured[], rounds: number): Section {
  return {
    title: 'Where a run goes',
    meaning:
      `Milliseconds of the runs above, from StartExecution to SUCCEEDED, one part after the other; median of ${rounds} ` +
      'rounds (least–most). Jobs run at the same time: a part ends when the last of them is so far.',
    columns: ['part', ...measured.map(({ regions }) => `${regions} ${regions === 1 ? 'region' : 'regions'}`)],
    rows: RUN_PARTS.map((name, part) => [
      name,
      ...measured.map(({ parts }) => show(summarize(parts.map((round) => round[part] as number)))),
    ]),
    findings: [],
  };
}
