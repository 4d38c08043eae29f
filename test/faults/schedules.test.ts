import { CODEARTIFACT_REGIONS } from '../../lib/contract';
import { explore, summarize } from './explore';
import { openLab } from './lab';
import { type At, recordRun } from './recorded-run';
import { REGRESSIONS } from './regressions';
import { type Lab, type Outcome, runSchedule } from './run-schedule';
import type { Schedule } from './schedule/schedule';

const SEED = 20_260_101;
const undisturbed: Schedule = {
  seed: 1,
  before: ['nothing', 'nothing', 'nothing'],
  files: 2,
  first: { build: 'A' },
  faults: [],
  happenings: [],
  events: [],
};

let lab: Lab;
/** Where the calls of the undisturbed run are. */
let at: At;
beforeAll(async () => {
  lab = openLab(process.env);
  at = await recordRun(lab, undisturbed);
});

function expectKept({ violations }: Outcome): void {
  expect(violations).toEqual([]);
}

test('an undisturbed run publishes everywhere', async () => {
  const outcome = await runSchedule(lab, undisturbed);
  expectKept(outcome);
  expect(outcome.ends).toEqual(['publish SUCCEEDED']);
});

test('what earlier runs left in staging does not stand in the way', async () => {
  const outcome = await runSchedule(lab, { ...undisturbed, staged: ['conflict', 'nothing', 'partial'] });
  expectKept(outcome);
  expect(outcome.ends).toEqual(['publish SUCCEEDED']);
  const cleared = outcome.calls.filter(({ operation }) => operation === 'DeletePackageVersions');
  expect(cleared.map(({ region }) => region).sort()).toEqual(
    CODEARTIFACT_REGIONS.slice(0, 3)
      .filter((_, i) => i !== 1)
      .sort(),
  );
});

const refused = (scope: 'operation' | 'region') => (): Schedule['faults'] => [
  { at: at('CopyPackageVersions', 1), effect: { kind: 'reset' }, scope, times: 60 },
];

test.each<[string, () => Schedule['faults'], string[], string[]]>([
  ['is published', () => [], ['publish SUCCEEDED'], ['Package Version Published']],
  [
    'is rolled back',
    refused('operation'),
    ['publish FAILED PublishRolledBack'],
    ['Package Version Publish Rolled Back'],
  ],
  [
    'is left in a region, and rolled back later',
    refused('region'),
    ['publish FAILED RollbackIncomplete', 'rollback SUCCEEDED'],
    ['Package Version Rollback Incomplete', 'Package Version Publish Rolled Back'],
  ],
  [
    'is published and the ledger does not take it, and rolled back later',
    () => [{ at: at('UpdateItem', 2), effect: { kind: 'reset' }, scope: 'region', times: 14 }],
    ['publish FAILED RollbackIncomplete', 'sweep SUCCEEDED', 'rollback SUCCEEDED', 'sweep SUCCEEDED'],
    ['Package Version Rollback Incomplete', 'Package Version Publish Rolled Back'],
  ],
])('other teams are told when a version %s', async (_, faults, ends, events) => {
  const outcome = await runSchedule(lab, { ...undisturbed, faults: faults() });
  expectKept(outcome);
  expect(outcome.ends).toEqual(ends);
  expect(outcome.announced.map((each) => each.split(':')[0])).toEqual(events);
});

test('jobs that the account has no room for wait for others to end, and are no failed jobs', async () => {
  const refusal = { kind: 'error', status: 400, code: 'AccountLimitExceededException' } as const;
  const outcome = await runSchedule(lab, {
    ...undisturbed,
    faults: [{ at: at('StartBuild'), effect: refusal, scope: 'operation', times: 24 }],
  });
  expectKept(outcome);
  expect(outcome.ends).toEqual(['publish SUCCEEDED']);
  expect(outcome.injected).toBe(24);
});

test('a stored build that cannot be read is not told as one that is not there', async () => {
  const outcome = await runSchedule(lab, {
    ...undisturbed,
    faults: [{ at: at('GetObject'), effect: { kind: 'reset' }, scope: 'operation', times: 4 }],
  });
  expectKept(outcome);
  expect(outcome.ends).toEqual(['publish FAILED LedgerUnavailable']);
});

test('a version that every region serves and the ledger does not know is published once its rollback has ended', async () => {
  const { LedgerLost } = JSON.parse(lab.workflow.definition(['us-east-1'])).States;
  expect(LedgerLost.Assign.outcome).toContain('start a rollback of this version, then publish it again');
  const outcome = await runSchedule(lab, {
    ...undisturbed,
    faults: [{ at: at('UpdateItem', 2), effect: { kind: 'reset' }, scope: 'region', times: 14 }],
    happenings: [
      { at: 1_000, kind: 'start', start: {} },
      { at: 1_001, kind: 'start', start: { ask: 'rollback' } },
      { at: 1_002, kind: 'start', start: {} },
    ],
  });
  expectKept(outcome);
  expect(outcome.ends).toEqual([
    'publish FAILED RollbackIncomplete',
    'publish FAILED PublishInProgress',
    'rollback SUCCEEDED',
    'publish SUCCEEDED',
  ]);
});

test('a version whose first run could not write its intent is published again without naming the build', async () => {
  const outcome = await runSchedule(lab, {
    ...undisturbed,
    faults: [{ at: at('UpdateItem', 1), effect: { kind: 'reset' }, scope: 'operation', times: 7 }],
    happenings: [{ at: 1_000, kind: 'start', start: {} }],
  });
  expectKept(outcome);
  expect(outcome.ends).toEqual(['publish FAILED PublishRolledBack', 'publish SUCCEEDED']);
});

test('a file that somebody adds to a published version is not taken for the other build', async () => {
  const outcome = await runSchedule(lab, {
    ...undisturbed,
    first: { build: 'B' },
    happenings: [{ at: at('PutEvents'), kind: 'upload', region: 0 }],
  });
  expectKept(outcome);
  expect(outcome.ends).toEqual(['publish SUCCEEDED']);
});

test('the same schedule gives the same history', async () => {
  const schedule: Schedule = {
    ...undisturbed,
    faults: [{ at: 30, effect: { kind: 'reset' }, scope: 'region', times: 12 }],
    happenings: [{ at: at('CopyPackageVersions'), kind: 'stop', which: 0 }],
  };
  const [first, second] = [await runSchedule(lab, schedule), await runSchedule(lab, schedule)];
  expect(second).toEqual(first);
  expect(first.injected).toBeGreaterThan(1);
});

test('a stopped run is rolled back by the event of its end', async () => {
  const outcome = await runSchedule(lab, {
    ...undisturbed,
    happenings: [{ at: at('CopyPackageVersions', 1), kind: 'stop', which: 0 }],
  });
  expectKept(outcome);
  expect(outcome.ends).toEqual(['publish ABORTED', 'rollback SUCCEEDED']);
});

test('a stopped run whose event is lost is found by the sweeper', async () => {
  const happenings = [{ at: at('CopyPackageVersions', 1), kind: 'stop', which: 0 } as const];
  const outcome = await runSchedule(lab, { ...undisturbed, happenings, events: ['lost'] });
  expectKept(outcome);
  expect(outcome.ends.slice(0, 3)).toEqual(['publish ABORTED', 'sweep SUCCEEDED', 'rollback SUCCEEDED']);
});

test('a job that a stopped run left running is stopped by its recovery, before anything is retracted', async () => {
  const outcome = await runSchedule(lab, {
    ...undisturbed,
    queues: [5, 0, 5],
    happenings: [{ at: at('PublishPackageVersion'), kind: 'stop', which: 0, leavesJobs: true }],
  });
  expectKept(outcome);
  expect(outcome.ends).toEqual(['publish ABORTED', 'rollback SUCCEEDED']);
  const operations = outcome.calls.map(({ operation }) => operation);
  const looked = operations.indexOf('ListBuildsForProject');
  expect(operations.slice(looked).filter((each) => each === 'StopBuild')).toHaveLength(2);
  expect(operations.lastIndexOf('StopBuild')).toBeLessThan(operations.lastIndexOf('DeletePackageVersions'));
});

test('a run goes on after the runtime was killed', async () => {
  const outcome = await runSchedule(lab, { ...undisturbed, happenings: [{ at: 12, kind: 'restart' }] });
  expectKept(outcome);
  expect(outcome.ends).toEqual(['publish SUCCEEDED']);
});

describe('schedules that once broke a promise', () => {
  test.each(Object.entries(REGRESSIONS))('%s', async (_, schedule) => {
    expectKept(await runSchedule(lab, await schedule((other) => recordRun(lab, other))));
  });
});

test('200 random schedules break no promise', async () => {
  const report = await explore(lab, { runs: 200, seed: SEED });
  if (report.violation) throw new Error(summarize(report, SEED));
  expect(report.injected).toBeGreaterThan(500);
});
