import type { RegionStep, Visit } from '../api/run';
import { isBad } from './step-columns';

/** How far the regions of a Map have come; `uneven` when one of them stands in the run's way. */
export function mapProgress(
  steps: readonly RegionStep[],
  map: Pick<Visit, 'id'>,
): { readonly text: string; readonly uneven: boolean } {
  const regions = steps.filter((step) => step.visits[0]?.mapEvent === map.id);
  const bad = regions.filter(isBad).length;
  const done = regions.filter(({ outcome }) => outcome !== 'running' && outcome !== 'aborted').length;
  const count = bad > 0 ? bad : done;
  return { text: `${count} of ${regions.length}${bad > 0 ? ' failed' : ''}`, uneven: bad > 0 };
}
