import { explainError } from '../explain-error';

/** What a check came to. `warning` stands in nobody's way yet; `skipped` could not be looked at. */
export const CHECK_STATUSES = ['ok', 'warning', 'failed', 'skipped'] as const;
/** One of {@link CHECK_STATUSES}. */
export type CheckStatus = (typeof CHECK_STATUSES)[number];

/** One line of `vigilant doctor`. */
export interface Check {
  /** `machine`, `configuration`, `credentials`, `deployment`, or a region. */
  readonly group: string;
  readonly name: string;
  readonly status: CheckStatus;
  readonly found: string;
  /** What to do, where something is to be done. */
  readonly advice?: string;
}

/** What a check looks at, and what it says when that is there, or is not. */
export interface Examination {
  readonly group: string;
  readonly name: string;
  /** Gives what was found; throws when it is not as it should be. */
  readonly look: () => Promise<string | { readonly warning: string; readonly advice: string }>;
  /** What to do about an error that is not about rights or credentials, which say so themselves. */
  readonly advice: string;
}

/** Looks, and never throws: what stands in the way is the answer. */
export async function examine({ group, name, look, advice }: Examination): Promise<Check> {
  try {
    const found = await look();
    if (typeof found === 'string') return { group, name, status: 'ok', found };
    return { group, name, status: 'warning', found: found.warning, advice: found.advice };
  } catch (error) {
    return {
      group,
      name,
      status: 'failed',
      found: explainError(error).what,
      advice: adviceFor(error, advice),
    };
  }
}

function adviceFor(error: unknown, otherwise: string): string {
  const { name = '', message = '' } = error as Error;
  if (name === 'TimeoutError' || name === 'AbortError') {
    return 'is the network up, and may this machine reach the service (proxy, firewall, VPC endpoint)?';
  }
  if (/AccessDenied|UnauthorizedOperation|Forbidden/.test(`${name} ${message}`)) {
    return 'grant these credentials the action that the message names, or use others (AWS_PROFILE)';
  }
  if (/NotFound|DoesNotExist|NoSuch/.test(name)) return otherwise;
  return explainError(error).hint ?? otherwise;
}
