import { createInspect } from '../../lib/handlers/inspect';
import { createMetrics } from '../../lib/handlers/metrics';
import { createPromote } from '../../lib/handlers/promote';
import type { HandlerDependencies } from '../../lib/handlers/region';
import { createRetract, type RetractDependencies } from '../../lib/handlers/retract';

let lines: any[];
let deps: HandlerDependencies;
const step = { step: 'promote', region: 'eu-west-1', package: 'word-count', version: '1.0' };

beforeEach(() => {
  lines = [];
  let now = 1_000;
  const metrics = createMetrics({
    deployment: 'acme',
    print: (line) => lines.push(JSON.parse(line)),
    now: () => {
      now += 5;
      return now;
    },
  });
  deps = {
    metrics,
    names: { domain: 'acme', staging: 'staging', release: 'release' },
    clientFor: () => {
      throw new Error('no call was expected');
    },
  };
});

test('an attempt is counted for its region, and for its package there', async () => {
  await expect(deps.metrics.measure(step, async () => 'answer')).resolves.toBe('answer');
  expect(lines).toEqual([
    {
      _aws: {
        Timestamp: expect.any(Number),
        CloudWatchMetrics: [
          {
            Namespace: 'VigilantAdventure',
            Dimensions: [
              ['Deployment', 'Region'],
              ['Deployment', 'Region', 'Package'],
            ],
            Metrics: [
              { Name: 'Attempts', Unit: 'Count' },
              { Name: 'Failures', Unit: 'Count' },
              { Name: 'Duration', Unit: 'Milliseconds' },
            ],
          },
        ],
      },
      Deployment: 'acme',
      Region: 'eu-west-1',
      Package: 'word-count',
      Version: '1.0',
      Step: 'promote',
      Attempts: 1,
      Failures: 0,
      Duration: 5,
    },
  ]);
});

test('a failed attempt is counted with the name of its error, which passes through', async () => {
  const failure = Object.assign(new Error('no answer'), { name: 'RegionUnavailable' });
  await expect(deps.metrics.measure(step, () => Promise.reject(failure))).rejects.toBe(failure);
  expect(lines).toMatchObject([{ Attempts: 1, Failures: 1, Error: 'RegionUnavailable' }]);
});

test('every metric and dimension that a line declares has its value in the line', async () => {
  await deps.metrics.measure(step, async () => undefined);
  deps.metrics.count('ExpiredLocks');
  expect(lines).toHaveLength(2);
  for (const line of lines) {
    const [{ Dimensions, Metrics }] = line._aws.CloudWatchMetrics;
    for (const name of Dimensions.flat()) expect(typeof line[name]).toBe('string');
    for (const { Name } of Metrics) expect(typeof line[Name]).toBe('number');
  }
});

test('every step that works in a region is counted there, by its name', async () => {
  const { step: _, ...where } = step;
  const event = { ...where, assets: [], redriven: false };
  const jobs = { project: 'publish', region: 'us-east-1' } as RetractDependencies['jobs'];
  const retract = createRetract({ ...deps, jobs });
  for (const attempt of [
    () => createInspect(deps)({ ...event, step: 'verify' }),
    () => createPromote(deps)({ ...event, revision: 'r' }),
    () => retract({ ...event, scope: 'all' }),
    () => retract({ ...event, scope: 'jobs', since: '2026-01-01T00:00:00Z' }),
  ])
    await expect(attempt()).rejects.toThrow();
  expect(lines.map(({ Step, Region, Package }) => [Step, Region, Package])).toEqual([
    ['verify', 'eu-west-1', 'word-count'],
    ['promote', 'eu-west-1', 'word-count'],
    ['retract', 'eu-west-1', 'word-count'],
    ['stop-jobs', 'us-east-1', 'word-count'],
  ]);
});

describe('the inspect function', () => {
  const resolve = (input: unknown) => createInspect(deps)({ step: 'resolve', input, regions: ['eu-west-1'] });
  const counted = () => lines.map((line) => line._aws.CloudWatchMetrics[0].Metrics[0].Name);

  test('counts a recovery that a sweep asks for, and none that a person asks for', async () => {
    const rollback = { operation: 'rollback', package: 'word-count', version: '1.0' };
    await resolve(rollback);
    expect(counted()).toEqual([]);
    await resolve({ ...rollback, lockExpired: true });
    expect(counted()).toEqual(['ExpiredLocks']);
  });

  test('counts nothing for a publish run before it works in a region', async () => {
    await resolve({ package: 'word-count', version: '1.0' });
    expect(lines).toEqual([]);
  });
});
