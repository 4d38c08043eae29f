import { LOCK_LEASE_SECONDS, SWEEP_EVERY_MINUTES } from '../../contract/recovery';
import type { RunList, RunSummary } from '../api/run';

const SWEEP_EVERY = SWEEP_EVERY_MINUTES * 60_000;

/** Milliseconds after a run's end until the last sweep that may still find its lock: its lease was taken before its end. */
export const LAST_SWEEP = LOCK_LEASE_SECONDS * 1000 + SWEEP_EVERY;

/**
 * What is known of the rollback of a run that did not clean up itself: `looking` until the list tells what later runs
 * are about; `due` while the event about its end may still start one; `missing` when that should long have happened, and
 * only a sweep may; `lost` when no sweep will.
 */
export type Recovery =
  | { readonly is: 'found'; readonly by: RunSummary }
  | { readonly is: 'looking' | 'due' | 'missing' | 'lost' };

/** Looks for the rollback of a run: by its name, which the event about its end passes on; else by its version. */
export function recoveryOf(run: RunSummary, list: RunList | undefined, now: number): Recovery {
  if (list === undefined) return { is: 'looking' };
  const end = run.endedAt ?? run.startedAt;
  const later = list.runs.filter(({ startedAt }) => startedAt >= end);
  const by =
    list.runs.find(({ recovers }) => recovers === run.name) ??
    later.findLast((one) => one.operation === 'rollback' && isSameVersion(one, run));
  if (by !== undefined) return { is: 'found', by };
  if (later.some(({ trigger }) => trigger === undefined)) return { is: 'looking' };
  const since = now - Date.parse(end);
  return { is: since <= SWEEP_EVERY ? 'due' : since <= LAST_SWEEP ? 'missing' : 'lost' };
}

function isSameVersion(one: RunSummary, other: RunSummary): boolean {
  return other.package !== undefined && one.package === other.package && one.version === other.version;
}
