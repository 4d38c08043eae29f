import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createStartingRoute } from '../../../lib/local/runtime/starting-route';

test('a request that comes too early is told to come again, until everything is deployed', async () => {
  const route = createStartingRoute();
  const server = createServer((request, response) => void route.handle(request, response));
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
  try {
    expect(route.matches('/')).toBe(true);
    const answer = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: 'x' });
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(await answer.json()).toMatchObject({ __type: 'ServiceUnavailable' });
  } finally {
    server.closeAllConnections();
    server.close();
  }
  route.ready();
  expect(route.matches('/')).toBe(false);
});
