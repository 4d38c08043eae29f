import type { At } from './recorded-run';
import type { Happening, Schedule } from './schedule/schedule';

const quiet: Schedule = {
  seed: 0,
  before: ['nothing'],
  files: 1,
  first: { build: 'A' },
  faults: [],
  happenings: [],
  events: [],
};

/** Makes a schedule; `record` tells where the calls of another one are. */
type Regression = (record: (schedule: Schedule) => Promise<At>) => Promise<Schedule>;

/** Schedules that once broke a promise, each as small as it was found; the name says what was wrong. */
export const REGRESSIONS: Readonly<Record<string, Regression>> = {
  async 'an intent whose write was never answered is rolled back, not left without a lock'(record) {
    const at = (await record(quiet))('UpdateItem', 1);
    return { ...quiet, faults: [{ at, effect: { kind: 'lost-answer' }, scope: 'operation', times: 7 }] };
  },

  async 'an intent that a stopped run wrote while recovery looked at the ledger is not overlooked'(record) {
    const disturbed: Schedule = {
      ...quiet,
      before: ['nothing', 'nothing', 'nothing'],
      happenings: [{ at: 2, kind: 'start', start: {} }],
    };
    const at = (await record(disturbed))('UpdateItem', 1);
    const stop: Happening = { at, kind: 'stop', which: 1 };
    return { ...disturbed, happenings: [stop, ...disturbed.happenings] };
  },

  async 'a debt recorded by a run that never wrote its intent can be paid'(record) {
    const partial: Schedule = { ...quiet, before: ['nothing', 'partial'] };
    const at = (await record(partial))('UpdateItem', 1);
    return { ...partial, faults: [{ at, effect: { kind: 'reset' }, scope: 'region', times: 11 }] };
  },

  async 'a publication that the ledger took without an answer stands'(record) {
    const undisturbed: Schedule = { ...quiet, files: 3, seed: 211_149 };
    const at = (await record(undisturbed))('UpdateItem', -1);
    return {
      ...undisturbed,
      faults: [{ at, effect: { kind: 'lost-answer' }, scope: 'operation', times: 7 }],
    };
  },

  async 'a debt that a run took over and did not touch stays where the sweep finds it'(record) {
    const copy = (await record(quiet))('CopyPackageVersions');
    const takenOver: Schedule = {
      ...quiet,
      events: ['lost'],
      happenings: [
        { at: copy, kind: 'stop', which: 0 },
        // When nothing goes on any more: no call will be so late.
        { at: 1000, kind: 'wait' },
        { at: 1000, kind: 'start', start: {} },
      ],
    };
    const at = (await record(takenOver))('UpdateItem', 2) + 1;
    return { ...takenOver, faults: [{ at, effect: { kind: 'reset' }, scope: 'operation', times: 4 }] };
  },
};
