import type { Fault } from '../../local/http/faults';
import { CliError, EXIT } from '../failure';

/** Long enough for a busy runtime, short enough for a person. */
const HEALTH_TIMEOUT = 5000;

/** Whether a runtime answers at this address. */
export async function isHealthy(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/_local/health`, { signal: AbortSignal.timeout(HEALTH_TIMEOUT) });
    return answer.ok;
  } catch {
    return false;
  }
}

/** Injected faults of the runtime at `url`. */
export function faultsOf(url: string) {
  return {
    add: (fault: Omit<Fault, 'id'>): Promise<Fault> => call(url, 'POST', '', fault),
    list: async (): Promise<Fault[]> => (await call(url, 'GET', '')).faults,
    remove: (id: string): Promise<void> => call(url, 'DELETE', `/${encodeURIComponent(id)}`),
    clear: (): Promise<void> => call(url, 'DELETE', ''),
  };
}

async function call(url: string, method: string, path: string, body?: unknown): Promise<any> {
  let answer: Response;
  try {
    answer = await fetch(`${url}/_local/faults${path}`, {
      method,
      headers: {
        'x-vigilant-local': '1',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (cause) {
    throw new CliError(`${url} does not answer: is the runtime running?`, EXIT.environment, { cause });
  }
  const text = await answer.text();
  if (answer.ok) return text === '' ? undefined : JSON.parse(text);
  const message = answer.headers.get('content-type')?.includes('json') ? JSON.parse(text).message : text;
  throw new CliError(
    `the runtime refused: ${message}`,
    [400, 404].includes(answer.status) ? EXIT.usage : EXIT.environment,
  );
}
