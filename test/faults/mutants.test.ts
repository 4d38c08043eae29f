import { openLab } from './lab';
import { MUTANTS } from './mutants';
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
const afterTheCopy: InjectedFault = { at: 28, effect: denied, scope: 'operation', times: 4 };

/** A schedule that the workflow holds out, and the promise that the mutant breaks under it. */
const CASES: Readonly<Record<keyof typeof MUTANTS, { schedule: Schedule; breaks: RegExp }>> = {
  'a region whose promotion fails is not caught': {
    schedule: { ...quiet, faults: [afterTheCopy] },
    breaks: /^P/,
  },
  'a publish job that fails is not caught': {
    schedule: { ...quiet, faults: [{ at: 20, effect: denied, scope: 'operation', times: 6 }] },
    breaks: /^P7/,
  },
  'a compensation that fails is not caught': {
    schedule: { ...quiet, faults: [{ ...afterTheCopy, times: 8 }] },
    breaks: /^P/,
  },
  'a ledger that does not take the publication is not caught': {
    schedule: { ...quiet, faults: [{ at: 30, effect: { kind: 'reset' }, scope: 'operation', times: 7 }] },
    breaks: /^P7/,
  },
  'the lock is taken from whoever holds it': {
    schedule: {
      ...quiet,
      seed: 1,
      before: ['nothing', 'nothing'],
      happenings: [{ at: 16, kind: 'start', start: { build: 'A' } }],
    },
    breaks: /^P6/,
  },
  'recovery does not wait for the functions of a dead run': {
    schedule: {
      ...quiet,
      faults: [{ at: 26, effect: { kind: 'delay', milliseconds: 50_000 }, scope: 'operation', times: 1 }],
      happenings: [{ at: 26, kind: 'stop', which: 0 }],
    },
    breaks: /^P6/,
  },
  'only regions that were promoted are compensated': {
    schedule: { ...quiet, faults: [afterTheCopy] },
    breaks: /^P1/,
  },
  'the sweeper is missing': {
    schedule: { ...quiet, happenings: [{ at: 25, kind: 'stop', which: 0 }], events: ['lost'] },
    breaks: /^P7/,
  },
  'versions are deleted without a fence': {
    schedule: {
      ...quiet,
      // A person adds a file after retraction has looked, while its next call is under way.
      faults: [
        afterTheCopy,
        { at: 39, effect: { kind: 'delay', milliseconds: 5_000 }, scope: 'operation', times: 1 },
      ],
      happenings: [{ at: 39, kind: 'upload', region: 0 }],
    },
    breaks: /^P3/,
  },
  'what is staged is promoted without verification': {
    schedule: {
      ...quiet,
      faults: [{ at: 20, effect: { kind: 'wrong-bytes' }, scope: 'operation', times: 1 }],
    },
    breaks: /^P4/,
  },
};

// Schedules wait for nobody, but the machine may be busy with other tests.
jest.setTimeout(60_000);

let lab: Lab;
beforeAll(() => {
  lab = openLab(process.env);
});

describe.each(Object.entries(CASES))('%s', (name, { schedule, breaks }) => {
  test('the workflow as it is holds out', async () => {
    expect((await runSchedule(lab, schedule)).violations).toEqual([]);
  });

  test('the mutant breaks a promise', async () => {
    const { violations } = await runSchedule(MUTANTS[name as keyof typeof MUTANTS](lab), schedule);
    expect(violations).toContainEqual(expect.stringMatching(breaks));
  });
});
