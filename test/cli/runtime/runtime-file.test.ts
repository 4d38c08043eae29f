import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkPort } from '../../../lib/cli/runtime/check-port';
import { preferredPort, writeLastPort } from '../../../lib/cli/runtime/last-port';
import { findRuntime, requireRuntime, writeRuntimeFile } from '../../../lib/cli/runtime/runtime-file';
import { createAdminRoute } from '../../../lib/local/http/admin-route';
import { createFaults } from '../../../lib/local/http/create-faults';

let state: string;
let server: Server;
let port: number;

beforeEach(async () => {
  state = mkdtempSync(join(tmpdir(), 'vigilant-state-'));
  const route = createAdminRoute(createFaults(), { regions: [], services: () => [] });
  server = createServer((request, response) => void route.handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(state, { recursive: true });
});

const runtime = () => ({ url: `http://127.0.0.1:${port}`, port, pid: process.pid, account: '000000000000' });

test('a runtime that answers is found by its state folder', async () => {
  writeRuntimeFile(state, runtime());
  expect(await findRuntime(state)).toEqual(runtime());
});

test('a file that a killed runtime left behind does not count', async () => {
  writeRuntimeFile(state, { ...runtime(), url: 'http://127.0.0.1:1' });
  expect(await findRuntime(state)).toBeUndefined();
});

test('a port that another state folder’s runtime has taken meanwhile does not count either', async () => {
  const { pid } = spawnSync('true');
  writeRuntimeFile(state, { ...runtime(), pid });
  expect(await findRuntime(state)).toBeUndefined();
});

test('any free port means the last one, unless something else has it', async () => {
  expect(await preferredPort(state, 0)).toBe(0);
  writeLastPort(state, port);
  expect(await preferredPort(state, 0)).toBe(0);
  await new Promise((resolve) => server.close(resolve));
  expect(await preferredPort(state, 0)).toBe(port);
  expect(await preferredPort(state, 4610)).toBe(4610);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

test('without a runtime the message says which folder, and how to start one', async () => {
  await expect(requireRuntime(state)).rejects.toThrow(
    new RegExp(`no runtime is running on ${state}.*npm start`),
  );
});

test('a port in use is named, with the way to choose another', async () => {
  await expect(checkPort(port)).rejects.toThrow(`port ${port} of 127.0.0.1 is in use`);
  await expect(checkPort(port)).rejects.toThrow('npm start -- --port 0');
});

test('port 0 is always free', async () => {
  await expect(checkPort(0)).resolves.toBeUndefined();
});
