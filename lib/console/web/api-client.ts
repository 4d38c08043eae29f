/** The console's API, as pages use it. */
export interface Api {
  get<T>(path: string): Promise<T>;
  send<T>(method: 'POST' | 'DELETE', path: string, body?: unknown): Promise<T>;
}

/** @throws Error with the message that the API gives */
export function createApi(token: string): Api {
  return {
    get: (path) => call(path, {}),
    send: (method, path, body) =>
      call(path, {
        method,
        headers: { 'x-vigilant-token': token, 'content-type': 'application/json' },
        body: body === undefined ? undefined : JSON.stringify(body),
      }),
  };
}

async function call<T>(path: string, init: RequestInit): Promise<T> {
  const answer = await fetch(`/_console/api/${path}`, init).catch(() => {
    throw new Error('The console does not answer. Is the program that serves it still running?');
  });
  const body = await answer.json().catch(() => ({ message: `the console answered ${answer.status}` }));
  if (!answer.ok) throw new Error(body.message);
  return body as T;
}
