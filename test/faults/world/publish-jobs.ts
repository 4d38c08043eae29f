import { PUBLISH_JOB_ENV, releaseDigest } from '../../../lib/contract';
import type { HandlerDependencies } from '../../../lib/handlers/region';
import type { HttpRoute, Service } from '../../../lib/local/service';
import { askIndex, uploadForm } from './index-client';
import { sessionOf } from './permissive-iam';
import { sha256 } from './releases';
import { type Caller, codeArtifactClient } from './sdk-client';

export interface PublishJobsOptions extends Omit<Caller, 'principal' | 'signal' | 'onCall'> {
  readonly names: HandlerDependencies['names'];
  readonly index: () => HttpRoute;
}

/** As publish.py has them. */
const ATTEMPTS = 2;
const LONGEST_UPLOAD_MS = 900_000;
/** What twine's own retries are: quick ones, of answers with a status of 500 and more. */
const TWINE_ATTEMPTS = 5;

interface Job {
  status: string;
  readonly life: AbortController;
  readonly id: string;
}

type Environment = Readonly<Record<string, string>>;

/**
 * CodeBuild with one project, whose job does in process what `buildspecs/publish.py` does: reads its bundle, lists what
 * is staged, uploads what is missing in the order of the manifest. No shell, no Python, no twine, no HTTP.
 */
export function publishJobs(options: PublishJobsOptions) {
  const jobs = new Map<string, Job>();
  const tokens = new Map<string, Job>();

  function start(input: any): Job {
    const known = tokens.get(input.idempotencyToken);
    if (known) return known;
    const job: Job = { status: 'IN_PROGRESS', life: new AbortController(), id: `publish:${jobs.size + 1}` };
    jobs.set(job.id, job);
    tokens.set(input.idempotencyToken, job);
    const variables: { name: string; value: string }[] = input.environmentVariablesOverride;
    const environment = Object.fromEntries(variables.map(({ name, value }) => [name, value]));
    void publish(options, job, { environment, source: input.sourceLocationOverride }).then(
      () => end(job, 'SUCCEEDED'),
      () => end(job, 'FAILED'),
    );
    return job;
  }

  const operation = (handle: (input: any) => unknown) => ({ permissions: () => [], handle });
  const service: Service = {
    model: 'codebuild',
    operations: {
      StartBuild: operation((input) => ({ build: describe(start(input)) })),
      BatchGetBuilds: operation(({ ids }) => ({
        builds: ids.flatMap((id: string) => jobs.get(id) ?? []).map(describe),
      })),
      StopBuild: operation(({ id }) => {
        const job = jobs.get(id);
        if (job) end(job, 'STOPPED');
        return { build: job && describe(job) };
      }),
    },
  };
  return {
    service,
    /** The machine dies: its jobs are lost. */
    kill: () => {
      for (const job of jobs.values()) end(job, 'FAULT');
    },
  };
}

function end(job: Job, status: string): void {
  if (job.status !== 'IN_PROGRESS') return;
  job.status = status;
  job.life.abort(new Error(`the job has ended: ${status}`));
}

function describe({ id, status }: Job) {
  return {
    id,
    arn: `arn:aws:codebuild:us-east-1:000000000000:build/${id}`,
    buildComplete: status !== 'IN_PROGRESS',
    buildStatus: status,
  };
}

async function publish(
  options: PublishJobsOptions,
  job: Job,
  { environment, source }: { environment: Environment; source: string },
): Promise<void> {
  const caller: Caller = {
    ...options,
    principal: sessionOf('publish-job', job.id.replace(':', '-')),
    signal: job.life.signal,
  };
  await options.clock.sleep(2_000 + 3_000 * options.random(), caller.signal);
  const bundle = await fetchBundle(caller, source);
  const digest = releaseDigest(bundle.assets);
  if (digest !== environment[PUBLISH_JOB_ENV.digest]) throw new Error(`the bundle is of build ${digest}`);
  const client = codeArtifactClient(caller, environment[PUBLISH_JOB_ENV.region] ?? '');
  const { domain, staging: repository } = options.names;
  const staged = async () => {
    const listing = {
      domain,
      repository,
      format: 'pypi' as const,
      package: bundle.package,
      packageVersion: bundle.version,
    };
    const held = await client.listPackageVersionAssets(listing).catch((error) => {
      if (error.name === 'ResourceNotFoundException') return { assets: [] };
      throw error;
    });
    return new Map((held.assets ?? []).map(({ name, hashes }) => [name ?? '', hashes?.['SHA-256'] ?? '']));
  };
  let paths = pending(bundle, await staged());
  const { authorizationToken: token = '' } = await client.getAuthorizationToken({
    domain,
    durationSeconds: 3600,
  });
  for (let attempt = 1; attempt <= ATTEMPTS && paths.length > 0; attempt++) {
    if (
      await twine(options, caller, {
        bundle,
        paths,
        token,
        endpoint: environment['REPOSITORY_ENDPOINT'] ?? '',
      })
    )
      return;
    if (attempt === ATTEMPTS) throw new Error(`still missing: ${paths}`);
    await options.clock.sleep(1000 + 1000 * options.random() * (2 ** attempt - 1), caller.signal);
    paths = pending(bundle, await staged());
  }
}

async function fetchBundle({ gateway, principal, signal }: Caller, location: string) {
  const [Bucket, ...key] = location.split('/');
  const input = { Bucket, Key: key.join('/') };
  const { Body } = await gateway.invoke({
    service: 's3',
    operation: 'GetObject',
    region: 'us-east-1',
    principal,
    input,
    signal,
  });
  const chunks: Buffer[] = [];
  for await (const chunk of Body) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}

function pending(bundle: any, staged: ReadonlyMap<string, string>): string[] {
  for (const { name, sha256: expected } of bundle.assets)
    if ((staged.get(name) ?? expected) !== expected) throw new Error(`${name} is staged with other bytes`);
  return bundle.assets.map(({ name }: { name: string }) => name).filter((name: string) => !staged.has(name));
}

/** Whether every file was uploaded. A run of twine that takes too long is killed. */
async function twine(
  options: PublishJobsOptions,
  { signal }: Caller,
  { bundle, paths, token, endpoint }: { bundle: any; paths: string[]; token: string; endpoint: string },
): Promise<boolean> {
  const { clock } = options;
  const over = new AbortController();
  const killed = clock.sleep(LONGEST_UPLOAD_MS, AbortSignal.any([signal, over.signal])).then(
    () => 'killed' as const,
    () => 'killed' as const,
  );
  try {
    for (const name of paths) {
      for (let attempt = 1; ; attempt++) {
        signal.throwIfAborted();
        const bytes = Buffer.from(bundle.files[name], 'base64');
        const form = uploadForm({ ...bundle, name, bytes, sha256: sha256(bytes) });
        const sent = askIndex(options.index(), {
          method: 'POST',
          url: new URL(endpoint).pathname,
          token,
          ...form,
        });
        const answer = await Promise.race([sent, killed]);
        if (answer === 'killed') return false;
        await clock.sleep(20 + 200 * options.random(), signal);
        if (answer?.status === 200) break;
        if (answer === undefined || answer.status < 500 || attempt === TWINE_ATTEMPTS) return false;
      }
    }
    return true;
  } finally {
    over.abort();
  }
}
