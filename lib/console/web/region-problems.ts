/** A region that the cause of a failure names. */
export interface RegionProblem {
  readonly region: string;
  readonly error: string;
  readonly cause: string;
}

/**
 * What a list of regions in a cause says went wrong. Some causes list every region, with what the survey found there:
 * of those, the ones that the run would not have been refused for are fine.
 */
export function problemsOf(listed: unknown): RegionProblem[] {
  if (!Array.isArray(listed)) return [];
  return listed.flatMap((one: Record<string, unknown>) => {
    const { region, error, action } = one;
    const cause = one['cause'] ?? one['why'];
    if (typeof region !== 'string' || (error === undefined && cause === undefined)) return [];
    if (action !== undefined && action !== 'refuse') return [];
    return [{ region, error: String(error ?? ''), cause: String(cause ?? '') }];
  });
}
