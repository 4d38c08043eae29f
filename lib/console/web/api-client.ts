import { READ_LIMIT } from '../api/read-limit';
import { TIME_HEADER } from '../api/time-header';

/** The console's API, as pages use it. */
export interface Api {
  /** An answer that has not changed since it was last asked for is the same object again. */
  get<T>(path: string): Promise<T>;
  send<T>(method: 'POST' | 'DELETE', path: string, body?: unknown): Promise<T>;
  /** The time in the account, as the latest answer told it. */
  now(): number;
}

/** How many answers are kept to compare with. */
const KEPT = 10;

/** How the API refuses a token that is not its own. */
const OUTDATED = /^x-vigilant-token:/;

/**
 * `token` is that of the console that served the page. When another one answers, the page is loaded again: account,
 * region, and the page itself may be others.
 * @throws Error with the message that the API gives
 */
export function createApi(token: string): Api {
  const latest = new Map<string, { text: string; value: unknown }>();
  /** Milliseconds by which the account's clock is ahead of the browser's. */
  let ahead = 0;
  return {
    now: () => Date.now() + ahead,
    async get<T>(path: string) {
      const headers: Record<string, string> = token === '' ? {} : { 'x-vigilant-token': token };
      const { text, time } = await inTime((signal) => call(path, { headers, signal })).catch(
        (error: Error) => {
          if (OUTDATED.test(error.message)) location.reload();
          throw error;
        },
      );
      ahead = time - Date.now();
      const before = latest.get(path);
      if (before?.text === text) return before.value as T;
      const value = JSON.parse(text) as T;
      latest.delete(path);
      latest.set(path, { text, value });
      const [oldest] = latest.keys();
      if (latest.size > KEPT && oldest !== undefined) latest.delete(oldest);
      return value;
    },
    async send<T>(method: 'POST' | 'DELETE', path: string, body?: unknown) {
      const { text } = await call(path, {
        method,
        headers: { 'x-vigilant-token': token, 'content-type': 'application/json' },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      return JSON.parse(text) as T;
    },
  };
}

/** An action has no limit: whether it was done cannot be told from an answer that did not come. */
async function inTime<T>(ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const timer = window.setTimeout(() => controller.abort(), READ_LIMIT);
  try {
    return await ask(controller.signal);
  } finally {
    window.clearTimeout(timer);
  }
}

async function call(path: string, init: RequestInit): Promise<{ text: string; time: number }> {
  const { answer, text } = await fetch(`/_console/api/${path}`, init)
    .then(async (answer) => ({ answer, text: await answer.text() }))
    .catch(() => {
      throw new Error(init.signal?.aborted ? LATE : GONE);
    });
  if (answer.ok) return { text, time: Number(answer.headers.get(TIME_HEADER) ?? Date.now()) };
  throw new Error(messageOf(text) ?? `the console answered ${answer.status}`);
}

const GONE = 'The console does not answer. Is the program that serves it still running?';
const LATE =
  `The console does not answer: an answer was expected within ${READ_LIMIT / 1000} seconds, and none came. If that goes ` +
  'on, look at what the program that serves it prints, and start it again.';

function messageOf(text: string): string | undefined {
  try {
    return (JSON.parse(text) as { message?: string }).message;
  } catch {
    return undefined;
  }
}
