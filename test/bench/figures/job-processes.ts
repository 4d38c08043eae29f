import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GetRepositoryEndpointCommand } from '@aws-sdk/client-codeartifact';
import { OPERATOR } from '../../../lib/local/iam/iam';
import type { MadeRelease } from '../world/make-release';
import { PYTHON, ROOT } from '../world/paths';
import type { ReleaseWorld } from '../world/release-world';

/** A repository with no policy, for what runs beside the workflow. */
export const BARE_REPOSITORY = 'bench';

/** A publish job as the state machine would start it, but bare: its folder, its environment, its command. */
export interface BareJob {
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  remove(): void;
}

const run = promisify(execFile);

/** Unpacks the bundle and makes the environment of one region's job. */
export async function bareJob(world: ReleaseWorld, made: MadeRelease, region: string): Promise<BareJob> {
  const directory = mkdtempSync(join(world.directory, 'job-'));
  await run(PYTHON, ['-m', 'zipfile', '-e', join(made.directory, 'bundle.zip'), directory]);
  const target = { domain: 'vigilant', repository: BARE_REPOSITORY, format: 'pypi' as const };
  const { repositoryEndpoint } = await world.clients
    .codeArtifact(region)
    .send(new GetRepositoryEndpointCommand(target));
  const { package: name, version, digest } = made.release;
  return {
    directory,
    environment: {
      PATH: `${join(ROOT, '.venv', 'bin')}:/usr/local/bin:/usr/bin:/bin`,
      HOME: directory,
      LANG: 'C.UTF-8',
      AWS_ENDPOINT_URL: world.url,
      AWS_ACCESS_KEY_ID: OPERATOR.accessKeyId,
      AWS_SECRET_ACCESS_KEY: OPERATOR.secretAccessKey,
      TARGET_REGION: region,
      DOMAIN: 'vigilant',
      STAGING_REPOSITORY: BARE_REPOSITORY,
      REPOSITORY_ENDPOINT: repositoryEndpoint as string,
      PACKAGE: name,
      VERSION: version,
      DIGEST: digest,
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** Every interpreter reports its start, and whatever program it starts that is not Python. */
const REPORTER = `
import os, sys
def report(line):
    with open(os.environ["BENCH_PROCESSES"], "a") as file:
        file.write(line + "\\n")
def hook(event, arguments):
    if event in ("os.fork", "os.posix_spawn", "subprocess.Popen"):
        report(f"{event} {os.path.basename(str(arguments[0])) if arguments else ''}")
sys.addaudithook(hook)
`;

/** Processes that a publish job starts, its own included: the job is run once, and each start is reported. */
export async function jobProcesses({ directory, environment }: BareJob): Promise<string[]> {
  const hooks = join(directory, 'hooks');
  mkdirSync(hooks);
  writeFileSync(join(hooks, 'sitecustomize.py'), REPORTER);
  const log = join(directory, 'processes');
  await run('python3', ['publish.py'], {
    cwd: directory,
    env: { ...environment, PYTHONPATH: hooks, BENCH_PROCESSES: log },
  });
  const started = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [];
  return ['python3 publish.py', ...started.filter((line) => line !== '')];
}
