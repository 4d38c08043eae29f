import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { listenForConsole } from '../../../lib/cli/console/listen-for-console';
import { serveConsole } from '../../../lib/cli/console/serve-console';
import type { Backend } from '../../../lib/console/api/backend';
import { testContext } from '../test-context';

const printed: string[] = [];
let server: Server;
let url: string;

beforeAll(async () => {
  const gone = (name: string) => Promise.reject(Object.assign(new Error(name), { name: 'NotThere' }));
  const served = serveConsole({
    context: testContext().context,
    backend: async () => ({ run: gone, log: gone }) as unknown as Backend,
    log: (line) => void printed.push(line),
  });
  server = await listenForConsole(served, 0);
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/_console/api`;
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

test('a page that asks again and again for what is not there says so once on the terminal', async () => {
  for (let asked = 0; asked < 3; asked++) expect((await fetch(`${url}/run?name=old`)).status).toBe(502);
  expect(printed).toEqual(['console: run: NotThere: old']);
  await fetch(`${url}/log?build=old`);
  await fetch(`${url}/run?name=old`);
  expect(printed.slice(1)).toEqual(['console: log: NotThere: old', 'console: run: NotThere: old']);
});
