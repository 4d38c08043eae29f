import {
  BatchGetBuildsCommand,
  type Build,
  CodeBuild,
  ListBuildsForProjectCommand,
  StopBuildCommand,
} from '@aws-sdk/client-codebuild';
import { mockClient } from 'aws-sdk-client-mock';
import { METRIC } from '../../lib/contract';
import type { Metrics } from '../../lib/handlers/metrics';
import { stopJobs } from '../../lib/handlers/stop-jobs';
import { NO_METRICS } from './no-metrics';

const client = new CodeBuild({ region: 'us-east-1' });
const service = mockClient(client);
const jobs = { project: 'publish', region: 'us-east-1', client };
const START = Date.UTC(2026, 0, 2, 3, 4, 5);
const event = {
  scope: 'jobs',
  redriven: false,
  package: 'word-count',
  version: '1.0',
  since: new Date(START).toISOString(),
} as const;

const counted: string[] = [];
const metrics: Metrics = { ...NO_METRICS, count: (metric) => void counted.push(metric) };

function job(id: string, changes: { status?: string; version?: string; startedAfter?: number } = {}): Build {
  const { status = 'IN_PROGRESS', version = '1.0', startedAfter = 1000 } = changes;
  const variables = { TARGET_REGION: 'eu-west-1', PACKAGE: 'word-count', VERSION: version };
  return {
    id,
    buildStatus: status as 'IN_PROGRESS',
    startTime: new Date(START + startedAfter),
    environment: {
      type: 'ARM_LAMBDA_CONTAINER',
      image: 'any',
      computeType: 'BUILD_LAMBDA_1GB',
      environmentVariables: Object.entries(variables).map(([name, value]) => ({ name, value })),
    },
  };
}

/** The project has these builds, the newest first, in pages. */
function given(...pages: Build[][]): void {
  const builds = pages.flat();
  service.on(ListBuildsForProjectCommand).callsFake(({ nextToken }) => {
    const page = Number(nextToken ?? 0);
    const ids = pages[page]?.map(({ id }) => id) ?? [];
    return { ids, ...(page + 1 < pages.length && { nextToken: String(page + 1) }) };
  });
  service.on(BatchGetBuildsCommand).callsFake(({ ids }: { ids: string[] }) => ({
    builds: builds.filter(({ id }) => ids.includes(id as string)),
  }));
  service.on(StopBuildCommand).callsFake(({ id }) => ({ build: { id, buildStatus: 'STOPPED' } }));
}

const stopped = () => service.commandCalls(StopBuildCommand).map((call) => call.args[0].input.id);

beforeEach(() => {
  service.reset();
  counted.length = 0;
});

test('what still runs of the version is stopped and counted, in whatever page it is listed', async () => {
  given([job('a'), job('b', { status: 'SUCCEEDED' })], [job('c')], [job('d', { version: '2.0' })]);
  expect(await stopJobs(jobs, event, metrics)).toEqual({ stopped: 2 });
  expect(stopped()).toEqual(['a', 'c']);
  expect(counted).toEqual([METRIC.stoppedJobs, METRIC.stoppedJobs]);
});

test('jobs of other versions and jobs that have ended are left alone, so that it can be repeated', async () => {
  given([job('a', { status: 'STOPPED' }), job('b', { version: '1.0.1' }), job('c', { status: 'FAILED' })]);
  expect(await stopJobs(jobs, event, NO_METRICS)).toEqual({ stopped: 0 });
  expect(stopped()).toEqual([]);
});

test('a project without builds has nothing to stop', async () => {
  given([]);
  expect(await stopJobs(jobs, event, NO_METRICS)).toEqual({ stopped: 0 });
  expect(service.commandCalls(BatchGetBuildsCommand)).toHaveLength(0);
});

test('no more pages are read than reach back to the begin of the run', async () => {
  given([job('a')], [job('b'), job('c', { startedAfter: -1 })], [job('d', { startedAfter: -2 })]);
  expect(await stopJobs(jobs, event, NO_METRICS)).toEqual({ stopped: 3 });
  expect(service.commandCalls(ListBuildsForProjectCommand)).toHaveLength(2);
});

test('no order is asked for, which CodeBuild refuses for a project with more than 100 builds', async () => {
  given([job('a')]);
  await stopJobs(jobs, event, NO_METRICS);
  const [call] = service.commandCalls(ListBuildsForProjectCommand);
  expect(call?.args[0].input).toEqual({ projectName: 'publish', nextToken: undefined });
});

test('a job that runs on after it was stopped is an error, so that the step is tried again', async () => {
  given([job('a')]);
  service.on(StopBuildCommand).resolves({ build: job('a') });
  await expect(stopJobs(jobs, event, metrics)).rejects.toMatchObject({
    name: 'RetractionFailed',
    message: 'region us-east-1: the job a still runs after it was stopped',
  });
  expect(counted).toEqual([]);
});

test.each([
  [ListBuildsForProjectCommand, 'listing the jobs of publish'],
  [BatchGetBuildsCommand, 'looking at the jobs of publish'],
  [StopBuildCommand, 'stopping the job a'],
] as const)('a refused call says what it was for: %p', async (command, what) => {
  given([job('a')]);
  service.on(command as typeof StopBuildCommand).rejects(Object.assign(new Error('no'), { name: 'Denied' }));
  await expect(stopJobs(jobs, event, NO_METRICS)).rejects.toMatchObject({
    name: 'RegionUnavailable',
    message: `region us-east-1: ${what} failed (Denied): no`,
  });
});
