import { bareJob } from '../figures/job-processes';
import { alternate, timed } from '../measure/alternate';
import { runTimed } from '../measure/run-timed';
import { type Section, verdict } from '../measure/section';
import { show, summarize } from '../measure/statistics';
import type { ReleaseWorld } from '../world/release-world';
import { REGIONS } from '../world/synthesize-app';

/** Most that a run may take in terms of the bare commands, by number of regions. */
const GOALS: Readonly<Record<number, number>> = { 3: 1.1, 13: 1.15 };

/** Full runs, from StartExecution to SUCCEEDED, against the same publish commands alone. */
export async function orchestration(world: ReleaseWorld, options: { rounds: number }): Promise<Section[]> {
  const rows: (string | number)[][] = [];
  const findings: string[] = [];
  let version = 0;
  const next = () => world.prepare(`2.0.${++version}`);
  await world.publish(await next(), REGIONS);
  for (const count of [1, 3, 7, 13]) {
    const regions = REGIONS.slice(0, count);
    const samples = await alternate(options.rounds, {
      async run() {
        const made = await next();
        const { startDate, stopDate } = await world.publish(made, regions);
        return Number(stopDate) - Number(startDate);
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
    const [run, bare] = [summarize(samples.run), summarize(samples.bare)];
    const ratio = run.median / bare.median;
    rows.push([
      count,
      show(run),
      show(bare),
      ratio.toFixed(2),
      Math.round((run.median - bare.median) / count),
    ]);
    const most = GOALS[count];
    if (most !== undefined) findings.push(verdict(`${count} regions, run to bare commands`, ratio, { most }));
  }
  return [
    {
      title: 'Orchestration overhead',
      meaning:
        `Milliseconds; median of ${options.rounds} rounds (least–most), in turns. A run is the whole saga: survey, ` +
        'clearing, jobs, verification, promotion, ledger. Bare is `python3 publish.py` in unpacked bundles, one ' +
        'process per region at once, on the same registry: no workflow, no verification, no download of the bundle.',
      columns: ['regions', 'run', 'bare commands', 'run ÷ bare', 'ms of difference per region'],
      rows,
      findings,
    },
  ];
}
