import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetAuthorizationTokenCommand } from '@aws-sdk/client-codeartifact';
import type { Build } from '@aws-sdk/client-codebuild';
import { bareJob } from '../figures/job-processes';
import { alternate, timed } from '../measure/alternate';
import { runTimed } from '../measure/run-timed';
import type { Section } from '../measure/section';
import { show, summarize } from '../measure/statistics';
import type { MadeRelease } from '../world/make-release';
import type { ReleaseWorld } from '../world/release-world';
import { lastBuilds } from './run-parts';

const REGION = 'us-east-1';

/** Where each millisecond of a publish job goes, down to the bytes over raw HTTP. */
export async function publishJob(world: ReleaseWorld, options: { rounds: number }): Promise<Section[]> {
  let version = 0;
  const phases: Record<string, number[]> = {};
  const processor: Record<string, number[]> = {};
  const step = (name: string, script: string) => ({
    async [name]() {
      const job = await bareJob(world, await world.prepare(`4.0.${++version}`), REGION);
      const timed = await runTimed(script, { cwd: job.directory, env: job.environment });
      job.remove();
      processor[name] ??= [];
      processor[name]?.push(timed.cpuMilliseconds);
      return timed.wallMilliseconds;
    },
  });
  const samples = await alternate(options.rounds, {
    ...step('start of Python', 'python3 -c pass'),
    ...step(
      'start of Python, import of twine from tools.zip',
      `python3 -c "import sys; sys.path.insert(0, 'tools.zip'); import twine.commands.upload"`,
    ),
    ...step(
      'token: aws codeartifact get-authorization-token',
      'aws codeartifact get-authorization-token --domain vigilant --region us-east-1',
    ),
    ...step('the job bare: python3 publish.py', 'python3 publish.py'),
    async 'the job in CodeBuild, from StartBuild to its end'() {
      await world.publish(await world.prepare(`4.1.${++version}`), [REGION]);
      const [build] = (await lastBuilds(world, 1)) as [Build];
      for (const { phaseType, startTime, endTime } of build.phases ?? []) {
        if (startTime === undefined || endTime === undefined) continue;
        phases[phaseType as string] ??= [];
        phases[phaseType as string]?.push(Number(endTime) - Number(startTime));
      }
      return Number(build.endTime) - Number(build.startTime);
    },
    'the floor: two files over raw HTTP': async () =>
      rawUpload(world, await world.prepare(`4.2.${++version}`)),
  });
  const row = ([name, values]: [string, number[]]) => {
    const used = processor[name];
    return [name, show(summarize(values)), used === undefined ? '–' : show(summarize(used))];
  };
  return [
    {
      title: 'Where a publish job goes',
      meaning:
        `Milliseconds of one job of one region alone; median of ${options.rounds} rounds (least–most). The job does ` +
        'the token and the import at the same time, so its parts add up to more than it takes. Processor time is that of ' +
        'the part and all it starts; on a busy machine it says more than the clock.',
      columns: ['part', 'milliseconds', 'of a processor'],
      rows: [
        ...Object.entries(samples).map(row),
        ...Object.entries(phases).map(([name, values]) => row([`phase ${name}`, values])),
      ],
      findings: [
        'What is left is two Python programs: the AWS CLI, which signs one call, and twine. Replacing either would mean to sign or upload with code of our own.',
      ],
    },
  ];
}

async function rawUpload(world: ReleaseWorld, { release, directory }: MadeRelease): Promise<number> {
  const { authorizationToken } = await world.clients
    .codeArtifact(REGION)
    .send(new GetAuthorizationTokenCommand({ domain: 'vigilant' }));
  const url = `${world.url}/vigilant-000000000000.d.codeartifact.${REGION}.amazonaws.com/pypi/bench/`;
  const authorization = `Basic ${Buffer.from(`aws:${authorizationToken}`).toString('base64')}`;
  const forms = release.assets.map(({ name, sha256 }) => {
    const file = readFileSync(join(directory, '..', `dist-${release.version}`, name));
    return uploadForm({ name, sha256, file, package: release.package, version: release.version });
  });
  return timed(async () => {
    for (const body of forms) {
      const answer = await fetch(url, { method: 'POST', body, headers: { authorization } });
      if (!answer.ok)
        throw new Error(`expected the upload to succeed, found ${answer.status} ${await answer.text()}`);
    }
  });
}

/** The form that twine sends. */
export function uploadForm(asset: {
  readonly name: string;
  readonly sha256: string;
  readonly file: Buffer;
  readonly package: string;
  readonly version: string;
}): FormData {
  const form = new FormData();
  const wheel = asset.name.endsWith('.whl');
  for (const [key, value] of Object.entries({
    ':action': 'file_upload',
    protocol_version: '1',
    metadata_version: '2.1',
    name: asset.package,
    version: asset.version,
    filetype: wheel ? 'bdist_wheel' : 'sdist',
    pyversion: wheel ? 'py3' : 'source',
    sha256_digest: asset.sha256,
  }))
    form.append(key, value);
  form.append('content', new Blob([new Uint8Array(asset.file)]), asset.name);
  return form;
}
