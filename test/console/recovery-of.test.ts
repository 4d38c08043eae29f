import type { RunSummary } from '../../lib/console/api/run';
import { recoveryOf } from '../../lib/console/web/recovery-of';
import { LOCK_LEASE_SECONDS, SWEEP_EVERY_MINUTES } from '../../lib/contract';

const MINUTE = 60_000;
const END = Date.UTC(2026, 0, 1, 12);
const at = (after: number) => new Date(END + after).toISOString();
const about = { package: 'wordcount', version: '1.0.0' };
const stopped: RunSummary = {
  ...{ name: 'stopped', status: 'ABORTED', trigger: 'push', operation: 'publish', dryRun: false, ...about },
  ...{ startedAt: at(-MINUTE), endedAt: at(0) },
};
const later = (name: string, changes: Partial<RunSummary> = {}): RunSummary => ({
  ...{ ...stopped, name, status: 'SUCCEEDED', startedAt: at(MINUTE), endedAt: at(2 * MINUTE) },
  ...changes,
});
const rollback = { trigger: 'recovery', operation: 'rollback' } as const;
const seen = (after: number, ...runs: RunSummary[]) =>
  recoveryOf(stopped, { runs: [...runs, stopped], older: false }, END + after);

test('the recovery that the event about its end started is found by its name', () => {
  const by = later('recovery', { ...rollback, package: undefined, recovers: 'stopped' });
  expect(seen(MINUTE, later('other'), by)).toEqual({ is: 'found', by });
});

test('a rollback of the version that a sweep or a person started later is a recovery, too, and the first one counts', () => {
  const by = later('swept', rollback);
  const other = later('other-version', { ...rollback, version: '2.0.0' });
  const before = later('before', { ...rollback, startedAt: at(-5 * MINUTE) });
  expect(seen(MINUTE, later('second', rollback), by, other, before)).toEqual({ is: 'found', by });
  expect(seen(MINUTE, other, before)).toEqual({ is: 'due' });
});

test('none is promised for ever: after a while it is missing, and after the last sweep that could find it, lost', () => {
  expect(seen(SWEEP_EVERY_MINUTES * MINUTE)).toEqual({ is: 'due' });
  expect(seen(SWEEP_EVERY_MINUTES * MINUTE + 1)).toEqual({ is: 'missing' });
  const last = LOCK_LEASE_SECONDS * 1000 + SWEEP_EVERY_MINUTES * MINUTE;
  expect(seen(last)).toEqual({ is: 'missing' });
  expect(seen(last + 1)).toEqual({ is: 'lost' });
});

test('nothing is said to be missing before the list tells what the later runs are about', () => {
  const undescribed = later('unknown', { trigger: undefined, operation: undefined, package: undefined });
  expect(seen(60 * MINUTE, undescribed)).toEqual({ is: 'looking' });
  expect(recoveryOf(stopped, undefined, END)).toEqual({ is: 'looking' });
});
