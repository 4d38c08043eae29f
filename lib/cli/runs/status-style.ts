import type { Style } from '../terminal';

/** How a status of a run, a job or a region is painted. */
export function statusStyle(status: string): Style {
  if (
    /^(SUCCEEDED|Succeeded|succeeded|published|Published|promoted|staged|retracted|complete|nothing|same)$/.test(
      status,
    )
  )
    return 'green';
  if (/^(RUNNING|IN_PROGRESS|InProgress|running)$/.test(status)) return 'blue';
  return 'red';
}
