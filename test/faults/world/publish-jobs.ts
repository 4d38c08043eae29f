import { PUBLISH_JOB_ENV } from '../../../lib/contract';
import type { HandlerDependencies } from '../../../lib/handlers/region';
import { type Call, type HttpRoute, type Service, ServiceError } from '../../../lib/local/service';
import type { Mutation } from './handler-functions';
import { askIndex, uploadForm } from './index-client';
import { sessionOf } from './permissive-iam';
import { LIMITS, publishScript } from './publish-script';
import { sha256 } from './releases';
import { type Caller, codeArtifactClient } from './sdk-client';

export interface PublishJobsOptions extends Omit<Caller, 'principal' | 'signal' | 'onCall'> {
  readonly names: HandlerDependencies['names'];
  readonly index: () => HttpRoute;
  /** Hears of each upload that is tried. */
  readonly onMutation: (mutation: Mutation) => void;
  /** Minutes that the jobs wait in CodeBuild's queue, in the order in which they are started; those after them, none. */
  readonly queues: readonly number[];
}

/** What twine's own retries are: quick ones, of answers with a status of 500 and more. */
const TWINE_ATTEMPTS = 5;

interface Job {
  status: string;
  readonly life: AbortController;
  readonly id: string;
  readonly startTime: number;
  readonly variables: readonly { readonly name: string; readonly value: string }[];
  /** Name of the execution that started it. */
  readonly execution: string;
}

type Environment = Readonly<Record<string, string>>;

/** CodeBuild with one project, whose job does in process what `buildspecs/publish.py` does. */
export function publishJobs(options: PublishJobsOptions) {
  const jobs = new Map<string, Job>();
  const tokens = new Map<string, Job>();
  /** Executions whose jobs Step Functions cannot stop. */
  const left = new Set<string>();

  function start(input: any, execution: string): Job {
    const known = tokens.get(input.idempotencyToken);
    if (known) return known;
    const job: Job = {
      status: 'IN_PROGRESS',
      life: new AbortController(),
      id: `publish:${jobs.size + 1}`,
      startTime: options.clock.now(),
      variables: input.environmentVariablesOverride,
      execution,
    };
    const minutes = options.queues[jobs.size] ?? 0;
    jobs.set(job.id, job);
    tokens.set(input.idempotencyToken, job);
    const environment = Object.fromEntries(job.variables.map(({ name, value }) => [name, value]));
    void options.clock
      .sleep(minutes * 60_000, job.life.signal)
      .then(() => publish(options, job, { environment, source: input.sourceLocationOverride }))
      .then(
        () => end(job, 'SUCCEEDED'),
        () => end(job, 'FAILED'),
      );
    return job;
  }

  const operation = (handle: (input: any, call: Call) => unknown) => ({ permissions: () => [], handle });
  const service: Service = {
    model: 'codebuild',
    operations: {
      StartBuild: operation((input, call) => ({ build: describe(start(input, sessionNameOf(call))) })),
      BatchGetBuilds: operation(({ ids }) => ({
        builds: ids.flatMap((id: string) => jobs.get(id) ?? []).map(describe),
      })),
      ListBuildsForProject: operation(() => ({ ids: [...jobs.keys()].reverse() })),
      StopBuild: operation(({ id }, call) => {
        if (left.has(sessionNameOf(call)))
          throw new ServiceError('InvalidInputException', 'not now, says the schedule');
        const job = jobs.get(id);
        if (job) end(job, 'STOPPED');
        return { build: job && describe(job) };
      }),
    },
  };
  return {
    service,
    /** Jobs that have not ended, with the executions that started them. */
    running: () => [...jobs.values()].filter(({ status }) => status === 'IN_PROGRESS'),
    /** From now on Step Functions cannot stop jobs of this execution. */
    leave: (execution: string) => void left.add(execution),
    /** The machine dies: its jobs are lost. */
    kill: () => {
      for (const job of jobs.values()) end(job, 'FAULT');
    },
  };
}

function sessionNameOf({ principal }: Call): string {
  return principal.arn.split('/').pop() ?? '';
}

function end(job: Job, status: string): void {
  if (job.status !== 'IN_PROGRESS') return;
  job.status = status;
  job.life.abort(new Error(`the job has ended: ${status}`));
}

function describe({ id, status, startTime, variables }: Job) {
  return {
    id,
    arn: `arn:aws:codebuild:us-east-1:000000000000:build/${id}`,
    buildComplete: status !== 'IN_PROGRESS',
    buildStatus: status,
    startTime: new Date(startTime),
    environment: {
      type: 'ARM_LAMBDA_CONTAINER',
      image: 'any',
      computeType: 'BUILD_LAMBDA_1GB',
      environmentVariables: variables,
    },
  };
}

async function publish(
  options: PublishJobsOptions,
  job: Job,
  { environment, source }: { environment: Environment; source: string },
): Promise<void> {
  const { clock, random } = options;
  const caller: Caller = {
    ...options,
    principal: sessionOf('publish-job', job.id.replace(':', '-')),
    signal: job.life.signal,
  };
  await clock.sleep(2_000 + 3_000 * random(), caller.signal);
  const bundle = await fetchBundle(caller, source);
  const region = environment[PUBLISH_JOB_ENV.region] ?? '';
  const client = codeArtifactClient(caller, region);
  const onUpload = () =>
    options.onMutation({ execution: job.execution, operation: 'PublishPackageVersion', region });
  const { domain, staging: repository } = options.names;
  const endpoint = environment['REPOSITORY_ENDPOINT'] ?? '';
  await publishScript(bundle, environment[PUBLISH_JOB_ENV.digest], {
    random,
    sleep: (seconds) => clock.sleep(seconds * 1000, caller.signal),
    async token() {
      const input = { domain, durationSeconds: 3600 };
      const { authorizationToken = '' } = await inTime(caller, client.getAuthorizationToken(input));
      return authorizationToken;
    },
    async staged() {
      const version = { package: bundle.package, packageVersion: bundle.version };
      const listing = client
        .listPackageVersionAssets({ domain, repository, format: 'pypi', ...version })
        .catch((error) => {
          if (error.name === 'ResourceNotFoundException') return { assets: [] };
          throw error;
        });
      const { assets = [] } = await inTime(caller, listing);
      return new Map(assets.map(({ name, hashes }) => [name ?? '', hashes?.['SHA-256'] ?? '']));
    },
    upload: (names, token) => twine(options, caller, { bundle, names, token, endpoint, onUpload }),
  });
}

/** The answer, unless the AWS CLI takes so long that the script kills it. */
async function inTime<T>({ clock, signal }: Caller, call: Promise<T>): Promise<T> {
  const over = new AbortController();
  const killed = clock
    .sleep(LIMITS.longestCallSeconds * 1000, AbortSignal.any([signal, over.signal]))
    .then(() => {
      throw new Error('the AWS CLI was killed');
    });
  killed.catch(() => undefined);
  try {
    return await Promise.race([call, killed]);
  } finally {
    over.abort();
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

/** Whether every file was uploaded. A run of twine that takes too long is killed. */
async function twine(
  options: PublishJobsOptions,
  { signal }: Caller,
  {
    bundle,
    names,
    token,
    endpoint,
    onUpload,
  }: { bundle: any; names: readonly string[]; token: string; endpoint: string; onUpload: () => void },
): Promise<boolean> {
  const { clock } = options;
  const over = new AbortController();
  const killed = clock.sleep(LIMITS.longestUploadSeconds * 1000, AbortSignal.any([signal, over.signal])).then(
    () => 'killed' as const,
    () => 'killed' as const,
  );
  try {
    for (const name of names) {
      for (let attempt = 1; ; attempt++) {
        signal.throwIfAborted();
        const bytes = Buffer.from(bundle.files[name], 'base64');
        const form = uploadForm({ ...bundle, name, bytes, sha256: sha256(bytes) });
        onUpload();
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
