import { openLab } from './lab';
import { MUTANTS } from './mutants';
import { type At, recordRun } from './recorded-run';
import { type Lab, runSchedule } from './run-schedule';
import type { InjectedFault, Schedule } from './schedule/schedule';

const quiet: Schedule = {
  seed: 0,
  before: ['nothing'],
  files: 1,
  first: { build: 'A' },
  faults: [],
  happenings: [],
  events: [],
};
const denied = { kind: 'error', status: 403, code: 'by status' } as const;

/** The look at the release repository after the copy, as often as the promote function tries. */
const afterTheCopy = (at: At, times = 4): InjectedFault => ({
  at: at('CopyPackageVersions') + 1,
  effect: denied,
  scope: 'operation',
  times,
});

interface Case {
  /** A schedule that the workflow holds out; `at` tells where the calls of an undisturbed run are. */
  readonly schedule: (at: At, lab: Lab) => Schedule | Promise<Schedule>;
  /** The promise that the mutant breaks under it. */
  readonly breaks: RegExp;
}

const CASES: Readonly<Record<keyof typeof MUTANTS, Case>> = {
  'a region whose promotion fails is not caught': {
    schedule: (at) => ({ ...quiet, faults: [afterTheCopy(at)] }),
    breaks: /^P/,
  },
  'a publish job that fails is not caught': {
    schedule: (at) => ({
      ...quiet,
      // Every upload of every job.
      faults: [{ at: at('PublishPackageVersion'), effect: denied, scope: 'operation', times: 9 }],
    }),
    breaks: /^P7/,
  },
  'a compensation that fails is not caught': {
    schedule: (at) => ({ ...quiet, faults: [afterTheCopy(at, 8)] }),
    breaks: /^P/,
  },
  'a ledger that does not take the publication is not caught': {
    schedule: (at) => ({
      ...quiet,
      faults: [{ at: at('UpdateItem', -1), effect: { kind: 'reset' }, scope: 'operation', times: 7 }],
    }),
    breaks: /^P7/,
  },
  'the lock is taken from whoever holds it': {
    async schedule(_, lab) {
      const two: Schedule = { ...quiet, seed: 1, before: ['nothing', 'nothing'] };
      const upload = (await recordRun(lab, two))('PublishPackageVersion');
      return { ...two, happenings: [{ at: upload, kind: 'start', start: { build: 'A' } }] };
    },
    breaks: /^P6/,
  },
  'recovery does not wait for the functions of a dead run': {
    schedule: (at) => ({
      ...quiet,
      // Its look before the copy is under way when the run is stopped; the copy comes when it has looked.
      faults: [
        {
          at: at('CopyPackageVersions') - 1,
          effect: { kind: 'delay', milliseconds: 50_000 },
          scope: 'operation',
          times: 1,
        },
      ],
      happenings: [{ at: at('CopyPackageVersions') - 1, kind: 'stop', which: 0 }],
    }),
    breaks: /^P6/,
  },
  'recovery does not stop the jobs of a dead run': {
    schedule: (at) => ({
      ...quiet,
      queues: [5],
      happenings: [{ at: at('StartBuild') + 1, kind: 'stop', which: 0, leavesJobs: true }],
    }),
    breaks: /^P7.* still runs/,
  },
  'only regions that were promoted are compensated': {
    schedule: (at) => ({ ...quiet, faults: [afterTheCopy(at)] }),
    breaks: /^P1/,
  },
  'a compensation that failed is not kept as a debt': {
    schedule: (at) => ({ ...quiet, faults: [afterTheCopy(at, 8)] }),
    breaks: /^P1/,
  },
  'regions are promoted though one has not staged': {
    async schedule(_, lab) {
      const two: Schedule = { ...quiet, before: ['nothing', 'nothing'] };
      const upload = (await recordRun(lab, two))('PublishPackageVersion');
      // Every upload of every job in the region whose upload comes first.
      return { ...two, faults: [{ at: upload, effect: denied, scope: 'operation', times: 9 }] };
    },
    breaks: /^P4/,
  },
  'a region that holds other bytes does not refuse the run': {
    schedule: () => ({ ...quiet, before: ['nothing', 'conflict'] }),
    breaks: /^P1/,
  },
  'a rollback takes the lock from a run that goes on': {
    schedule: (at) => ({
      ...quiet,
      // Long enough for the rollback to be over when the run goes on.
      queues: [5],
      happenings: [{ at: at('StartBuild'), kind: 'start', start: { ask: 'rollback' } }],
    }),
    breaks: /^P1/,
  },
  'the sweeper is missing': {
    schedule: (at) => ({
      ...quiet,
      happenings: [{ at: at('CopyPackageVersions'), kind: 'stop', which: 0 }],
      events: ['lost'],
    }),
    breaks: /^P7/,
  },
  'versions are deleted without a fence': {
    async schedule(at, lab) {
      const faults = [afterTheCopy(at)];
      const rolledBack = await recordRun(lab, { ...quiet, faults });
      const fence = rolledBack('UpdatePackageVersionsStatus');
      return {
        ...quiet,
        // A person adds a file after retraction has looked, while its next call is under way.
        faults: [
          ...faults,
          { at: fence, effect: { kind: 'delay', milliseconds: 5_000 }, scope: 'operation', times: 1 },
        ],
        happenings: [{ at: fence, kind: 'upload', region: 0 }],
      };
    },
    breaks: /^P3/,
  },
  'what is staged is promoted without verification': {
    schedule: (at) => ({
      ...quiet,
      faults: [
        {
          at: at('PublishPackageVersion'),
          effect: { kind: 'wrong-bytes' },
          scope: 'operation',
          times: 1,
        },
      ],
    }),
    breaks: /^P4/,
  },
};

let lab: Lab;
let at: At;
beforeAll(async () => {
  lab = openLab(process.env);
  at = await recordRun(lab, quiet);
});

describe.each(Object.entries(CASES))('%s', (name, { schedule, breaks }) => {
  test('the workflow as it is holds out', async () => {
    expect((await runSchedule(lab, await schedule(at, lab))).violations).toEqual([]);
  });

  test('the mutant breaks a promise', async () => {
    const mutant = MUTANTS[name as keyof typeof MUTANTS](lab);
    const { violations } = await runSchedule(mutant, await schedule(at, lab));
    expect(violations).toContainEqual(expect.stringMatching(breaks));
  });
});
