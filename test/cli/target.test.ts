import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeRuntimeFile } from '../../lib/cli/runtime/runtime-file';
import { openTarget } from '../../lib/cli/target';
import { createAdminRoute } from '../../lib/local/http/admin-route';
import { createFaults } from '../../lib/local/http/create-faults';
import { mockRun } from './mocked-run';
import { testContext } from './test-context';

let folder: string;
let server: Server;
beforeEach(async () => {
  mockRun();
  folder = mkdtempSync(join(tmpdir(), 'vigilant-target-'));
  mkdirSync(join(folder, 'my state'));
  const route = createAdminRoute(createFaults(), { regions: [], services: () => [] });
  server = createServer((request, response) => void route.handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  writeRuntimeFile(join(folder, 'my state'), { url, port, pid: process.pid, account: '000000000000' });
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

test('the options that chose a deployment can be pasted when the state folder’s name has a space', async () => {
  const { context } = testContext({ cwd: folder });
  const { flags } = await openTarget(context, { state: 'my state', deployment: 'other' });
  expect(flags).toBe(" --state 'my state' --deployment other");
});
