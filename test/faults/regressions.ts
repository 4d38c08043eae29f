import type { Schedule } from './schedule/schedule';

const quiet: Omit<Schedule, 'before'> = {
  seed: 0,
  files: 1,
  first: { build: 'A' },
  faults: [],
  happenings: [],
  events: [],
};

/** Schedules that once broke a promise, each as small as it was found; the name says what was wrong. */
export const REGRESSIONS: Readonly<Record<string, Schedule>> = {
  'an intent whose write was never answered is rolled back, not left without a lock': {
    ...quiet,
    before: ['nothing'],
    faults: [{ at: 6, effect: { kind: 'lost-answer' }, scope: 'operation', times: 7 }],
  },
  'an intent that a stopped run wrote while recovery looked at the ledger is not overlooked': {
    ...quiet,
    before: ['nothing', 'nothing', 'nothing'],
    happenings: [
      { at: 13, kind: 'stop', which: 1 },
      { at: 2, kind: 'start', start: {} },
    ],
  },
  'a debt recorded by a run that never wrote its intent can be paid': {
    ...quiet,
    before: ['nothing', 'partial'],
    faults: [{ at: 10, effect: { kind: 'reset' }, scope: 'region', times: 11 }],
  },
  'a publication that the ledger took without an answer stands': {
    ...quiet,
    files: 3,
    seed: 211_149,
    before: ['nothing'],
    faults: [{ at: 33, effect: { kind: 'lost-answer' }, scope: 'operation', times: 7 }],
  },
};
