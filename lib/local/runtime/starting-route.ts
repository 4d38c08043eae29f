import type { HttpRoute } from '../service';

/**
 * Answers requests that come before the assembly is deployed and what is on disk is loaded: an error that clients
 * retry, instead of "there is no such resource". The endpoint has to listen first, since resources hold its address.
 */
export function createStartingRoute(): HttpRoute & { matches(path: string): boolean; ready(): void } {
  let starting = true;
  return {
    ready() {
      starting = false;
    },
    matches: () => starting,
    async handle(request, response) {
      request.resume();
      response.writeHead(503, { 'content-type': 'application/json', 'retry-after': '1' });
      response.end(JSON.stringify({ __type: 'ServiceUnavailable', message: 'the runtime is starting' }));
    },
  };
}
