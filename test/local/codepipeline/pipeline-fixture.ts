import { mkdtemp } from 'node:fs/promises';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ResourceProvider } from '../../../lib/local/assembly/resource-provider';
import type { Clock } from '../../../lib/local/clock';
import { createCodeCommit } from '../../../lib/local/codecommit/codecommit';
import { createCodePipeline } from '../../../lib/local/codepipeline/codepipeline';
import { createEvents } from '../../../lib/local/events/events';
import { createFaults } from '../../../lib/local/http/create-faults';
import { createGateway } from '../../../lib/local/http/create-gateway';
import { createIam } from '../../../lib/local/iam/create-iam';
import { createS3 } from '../../../lib/local/s3/create-s3';
import { createSns } from '../../../lib/local/sns/sns';
import { BlobStore } from '../../../lib/local/storage/blob-store';
import { openStore } from '../../../lib/local/storage/store';
import { createSts } from '../../../lib/local/sts/create-sts';
import { serve, workingCopy } from '../codecommit/git-client';
import { MODELS } from '../http/models';
import { fillingStore } from '../storage/filling-store';
import { buildsStandIn } from './builds-stand-in';
import { executionsStandIn } from './executions-stand-in';
import { pipelineResources } from './pipeline-resources';

export const ACCOUNT = '000000000000';
export const REGION = 'us-east-1';

/** Waits of up to so many milliseconds pass at once; longer ones never end, as far as a test can see. */
const quickClock = (patience: number): Clock => ({
  now: () => Date.now(),
  async sleep(milliseconds, signal) {
    await delay(milliseconds > patience ? 3_600_000 : 2, undefined, { signal });
  },
});

/** What a runtime is started with. */
export interface RuntimeOptions {
  readonly directory: string;
  readonly builds: ReturnType<typeof buildsStandIn>;
  readonly executions: ReturnType<typeof executionsStandIn>;
  /** Changes the resources before they are deployed. */
  readonly change?: (resources: any) => void;
  /** Longest wait, in milliseconds, that passes at once. @default a minute */
  readonly patience?: number;
}

/**
 * A runtime with everything of a pipeline's way that is not a build or a state machine: git, bus, IAM, S3, topics.
 * Builds and state machine executions are stand-ins that tests steer.
 */
export async function startRuntime(options: RuntimeOptions) {
  const { directory, builds, executions, change } = options;
  const clock = quickClock(options.patience ?? 60_000);
  const { disk, filling: store } = fillingStore(await openStore(join(directory, 'store')));
  const iam = await createIam({ account: ACCOUNT, clock, store });
  builds.authorize = (principal, resource) =>
    iam.authorize(principal, [{ action: 'codebuild:StartBuild', resource }], {
      region: REGION,
      service: 'codebuild',
    });
  const services: any[] = [builds.service, executions.service];
  const reports: string[] = [];
  const report = (message: string) => reports.push(message);
  const faults = createFaults();
  const gateway = createGateway({
    services,
    iam,
    faults,
    clock,
    account: ACCOUNT,
    models: MODELS,
    log: report,
  });
  const common = { store, iam, gateway, clock, account: ACCOUNT, report };
  const events = createEvents(common);
  const served = await serve(() => codecommit.routes);
  const codecommit = createCodeCommit({
    ...common,
    bus: events.bus,
    gitDirectory: join(directory, 'git'),
    searchPath: process.env['PATH'] ?? '',
    endpoint: () => served.endpoint,
  });
  const sns = createSns({ ...common, log: () => undefined });
  const s3 = createS3({
    ...common,
    blobs: await BlobStore.open(join(directory, 'blobs'), common.store),
    assets: { find: () => undefined, buckets: new Map(), inBucket: () => [] },
  });
  const codepipeline = createCodePipeline({
    ...common,
    bus: events.bus,
    codecommit,
    codebuild: builds,
    workDirectory: join(directory, 'work'),
    ruleOf: (id) => events.deliveries.originOf(id),
  });
  services.push(
    ...[events, codecommit, sns, s3, codepipeline, createSts({ iam })].map(({ service }) => service),
  );
  const providers = [iam, events, codecommit, sns, s3, codepipeline].flatMap((part) => part.providers);
  const resources = pipelineResources(ACCOUNT);
  change?.(resources);
  await deploy(providers, resources);
  await codepipeline.load();
  await events.start();
  await codepipeline.start();
  await codecommit.start();
  const call = (service: string, operation: string, input: object): Promise<any> =>
    gateway.invoke({ service, operation, region: REGION, principal: iam.operator, input });
  return {
    ...{ events, codecommit, sns, codepipeline, faults, reports, call, store, disk },
    remote: codecommit.cloneUrl({ name: 'demo', region: REGION }),
    pipeline: pipelineCalls(call),
    close: () => close([codecommit, events, codepipeline], { server: served.server, store }),
  };
}

async function deploy(providers: readonly ResourceProvider[], resources: Record<string, any>) {
  for (const [logicalId, { Type: type, Properties: properties }] of Object.entries(resources)) {
    const provider = providers.find((candidate) => candidate.type === type);
    if (provider === undefined) throw new Error(`no provider for ${type}`);
    await provider.deploy({ stack: 'S', logicalId, type, region: REGION, account: ACCOUNT, properties });
  }
}

async function close(
  parts: readonly { close(): Promise<void> }[],
  { server, store }: { server: Server; store: { close(): Promise<void> } },
) {
  for (const part of parts) await part.close();
  server.closeAllConnections();
  server.close();
  await store.close();
}

/** Calls on the pipeline `demo`. */
function pipelineCalls(call: (service: string, operation: string, input: object) => Promise<any>) {
  const of = { pipelineName: 'demo' };
  const execution = async (pipelineExecutionId: string): Promise<any> => {
    const answer = await call('codepipeline', 'GetPipelineExecution', { ...of, pipelineExecutionId });
    return answer.pipelineExecution;
  };
  return {
    start: (input: object = {}) => call('codepipeline', 'StartPipelineExecution', { name: 'demo', ...input }),
    stop: (input: object) => call('codepipeline', 'StopPipelineExecution', { ...of, ...input }),
    retry: (input: object) => call('codepipeline', 'RetryStageExecution', { ...of, ...input }),
    approve: (input: object) => call('codepipeline', 'PutApprovalResult', { ...of, ...input }),
    transition: (operation: 'Enable' | 'Disable', input: object) =>
      call('codepipeline', `${operation}StageTransition`, { ...of, transitionType: 'Inbound', ...input }),
    state: () => call('codepipeline', 'GetPipelineState', { name: 'demo' }),
    async executions(): Promise<any[]> {
      const answer = await call('codepipeline', 'ListPipelineExecutions', of);
      return answer.pipelineExecutionSummaries;
    },
    execution,
    /** The execution, once it has ended. */
    ended: (pipelineExecutionId: string): Promise<any> =>
      eventually(async () => {
        const found = await execution(pipelineExecutionId);
        return ['InProgress', 'Stopping'].includes(found.status) ? undefined : found;
      }),
    async actions(pipelineExecutionId?: string): Promise<any[]> {
      const filter = pipelineExecutionId === undefined ? {} : { filter: { pipelineExecutionId } };
      const answer = await call('codepipeline', 'ListActionExecutions', { ...of, ...filter });
      return answer.actionExecutionDetails;
    },
  };
}

/** A directory and stand-ins for one test. */
export async function freshState(): Promise<RuntimeOptions> {
  return {
    directory: await mkdtemp(join(tmpdir(), 'pipeline-')),
    builds: buildsStandIn(),
    executions: executionsStandIn(),
  };
}

/** Pushes a commit that is the first of its copy; answers its id. */
export async function pushCommit(remote: string, message = 'first'): Promise<string> {
  const copy = await workingCopy(remote);
  const id = await copy.commit('pyproject.toml', message, message);
  await copy.git('push', '--quiet', '--force', 'origin', 'main');
  return id;
}

/** Looks until there is something. */
export async function eventually<T>(look: () => Promise<T | undefined | false>): Promise<T> {
  const end = Date.now() + 8_000;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`nothing found in 8 s by ${look}`);
    await new Promise((done) => setTimeout(done, 10));
  }
}
