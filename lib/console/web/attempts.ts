import type { RunEvent } from '../api/run';

/** One attempt of a task, from the event that scheduled it to the one that ended it. */
export interface Attempt {
  readonly id: number;
  readonly state: string;
  readonly region?: string;
  /** 1 is the first; those after it are retries. */
  readonly number: number;
  readonly started: string;
  readonly ended?: string;
  readonly status: 'running' | 'succeeded' | 'failed' | 'aborted';
  readonly error?: string;
  readonly cause?: string;
}

const FAILED = /^Task(Failed|TimedOut|SubmitFailed|StartFailed)$/;
const CUT_SHORT = /^Execution(Failed|Aborted|TimedOut)$/;

/** Every attempt that an execution's history tells of, in the order in which they were made. */
export function attemptsOf(events: readonly RunEvent[]): Attempt[] {
  const attempts: Attempt[] = [];
  // Where events of regions are interleaved, state and region tell whose they are.
  const open = new Map<string, number>();
  const counts = new Map<string, number>();
  const end = (where: string, change: Partial<Attempt>) => {
    const index = open.get(where);
    if (index === undefined) return;
    attempts[index] = { ...(attempts[index] as Attempt), ...change };
    open.delete(where);
  };
  for (const event of events) {
    const { state = '', region, type, at } = event;
    const where = `${region ?? ''}/${state}`;
    if (type === 'TaskStateEntered') counts.set(where, 0);
    if (type === 'TaskScheduled') {
      const number = (counts.get(where) ?? 0) + 1;
      counts.set(where, number);
      open.set(where, attempts.length);
      attempts.push({ id: event.id, state, region, number, started: at, status: 'running' });
    }
    if (type === 'TaskSucceeded') end(where, { ended: at, status: 'succeeded' });
    if (FAILED.test(type)) end(where, { ended: at, status: 'failed', ...reasonOf(event) });
    if (CUT_SHORT.test(type)) for (const one of [...open.keys()]) end(one, { ended: at, status: 'aborted' });
  }
  return attempts;
}

function reasonOf({ details }: RunEvent): { error?: string; cause?: string } {
  const cause = details?.['cause'];
  const message = (cause as { errorMessage?: unknown } | undefined)?.errorMessage;
  return {
    error: details?.['error'] as string | undefined,
    cause: typeof cause === 'string' ? cause : typeof message === 'string' ? message : JSON.stringify(cause),
  };
}
