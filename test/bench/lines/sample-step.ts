import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { BARE_REPOSITORY, bareJob } from '../figures/job-processes';
import { runTimed, type Timed } from '../measure/run-timed';
import { type Section, verdict } from '../measure/section';
import { show, summarize } from '../measure/statistics';
import { PYTHON } from '../world/paths';
import type { ReleaseWorld } from '../world/release-world';
import { REGIONS } from '../world/synthesize-app';

const COUNT = 3;

/** The sample's publish step, command by command, against ours, on the same registry. */
export async function sampleStep(world: ReleaseWorld, options: { rounds: number }): Promise<Section[]> {
  const regions = REGIONS.slice(0, COUNT);
  const samples: Record<'ours' | 'sample', { wall: number[]; cpu: number[] }> = {
    ours: { wall: [], cpu: [] },
    sample: { wall: [], cpu: [] },
  };
  for (let round = 0; round < options.rounds; round += 1) {
    for (const side of round % 2 === 0 ? (['sample', 'ours'] as const) : (['ours', 'sample'] as const)) {
      const made = await world.prepare(`3.${round}.${side === 'ours' ? 0 : 1}`);
      const jobs = await Promise.all(regions.map((region) => bareJob(world, made, region)));
      const start = performance.now();
      const times: Timed[] = await Promise.all(
        jobs.map((job, index) => {
          const script = side === 'ours' ? ourStep(made.directory) : theirStep(regions[index] as string);
          if (side === 'ours') empty(job.directory);
          return runTimed(script, { cwd: job.directory, env: job.environment });
        }),
      );
      samples[side].wall.push(performance.now() - start);
      samples[side].cpu.push(times.reduce((sum, one) => sum + one.cpuMilliseconds, 0) / COUNT);
      for (const job of jobs) job.remove();
    }
  }
  const of = (side: 'ours' | 'sample') => ({
    wall: summarize(samples[side].wall),
    cpu: summarize(samples[side].cpu),
  });
  const [ours, sample] = [of('ours'), of('sample')];
  return [
    {
      title: 'Publish step against the sample',
      meaning:
        `${COUNT} regions at once on one registry; milliseconds, median of ${options.rounds} rounds (least–most), in ` +
        'turns. The sample: `pip install twine` without a cache, `aws codeartifact login`, `twine upload` (without ' +
        'the flag that twine now refuses, and without its installation of the AWS CLI, which both have here). Ours: ' +
        'unpack the bundle, `python3 publish.py`. Installing from PyPI depends on the network of the day.',
      columns: ['', 'wall', 'CPU per region'],
      rows: [
        ['ours', show(ours.wall), show(ours.cpu)],
        ['sample', show(sample.wall), show(sample.cpu)],
      ],
      findings: [
        verdict('wall, ours to sample', ours.wall.median / sample.wall.median, { most: 0.5 }),
        verdict('CPU per region, ours to sample', ours.cpu.median / sample.cpu.median, { most: 0.5 }),
      ],
    },
  ];
}

/** The job's folder is unpacked already where the other line needs it; here unpacking counts. */
function empty(directory: string): void {
  execFileSync('rm', [
    '-rf',
    join(directory, 'tools.zip'),
    join(directory, 'dist'),
    join(directory, 'publish.py'),
  ]);
  mkdirSync(directory, { recursive: true });
}

function ourStep(release: string): string {
  return `python3 -m zipfile -e ${join(release, 'bundle.zip')} . && python3 publish.py`;
}

function theirStep(region: string): string {
  return [
    `${PYTHON} -m pip install --quiet --disable-pip-version-check --no-cache-dir --target twine-folder twine`,
    `aws codeartifact login --tool twine --domain vigilant --repository ${BARE_REPOSITORY} --region ${region}`,
    'PYTHONPATH=twine-folder python3 -m twine upload --repository codeartifact dist/* --verbose --disable-progress-bar',
  ].join('\n');
}
