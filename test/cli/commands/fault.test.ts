import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeRuntimeFile } from '../../../lib/cli/runtime/runtime-file';
import { createAdminRoute } from '../../../lib/local/http/admin-route';
import { createFaults } from '../../../lib/local/http/create-faults';
import type { Faults } from '../../../lib/local/http/faults';
import { testContext } from '../test-context';

let state: string;
let server: Server;
let faults: Faults;
let url: string;

beforeEach(async () => {
  state = mkdtempSync(join(tmpdir(), 'vigilant-fault-'));
  faults = createFaults();
  const route = createAdminRoute(faults, {
    regions: ['us-east-1', 'us-west-2', 'eu-west-1'],
    services: () => [{ model: 'codeartifact', operations: {} }],
  });
  server = createServer((request, response) => void route.handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  url = `http://127.0.0.1:${port}`;
  writeRuntimeFile(state, { url, port, pid: process.pid, account: '000000000000' });
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(state, { recursive: true });
});

const fault = (...args: string[]) => testContext().command('fault', ...args, '--state', state);

test('a region is broken with one line', async () => {
  const { code, out } = await fault(
    'add',
    '--region',
    'eu-west-1',
    '--operation',
    'PublishPackageVersion',
    '--error',
    '500',
  );
  expect(code).toBe(0);
  expect(out).toContain('PublishPackageVersion in eu-west-1 answers 500 InternalServerException');
  expect(faults.list()).toMatchObject([
    { region: 'eu-west-1', operation: 'PublishPackageVersion', effect: { kind: 'error', status: 500 } },
  ]);
});

test.each([
  [['--reset'], { kind: 'reset' }],
  [['--delay', '250'], { kind: 'delay', milliseconds: 250 }],
  [['--lost-answer'], { kind: 'lost-answer' }],
  [['--cut-off'], { kind: 'cut-off' }],
  [['--wrong-bytes'], { kind: 'wrong-bytes' }],
  [
    ['--error', '429', '--retry-after', '2'],
    { kind: 'error', status: 429, code: 'ThrottlingException', retryAfterSeconds: 2 },
  ],
])('%j injects %j', async (args, effect) => {
  expect((await fault('add', ...args, '--skip', '1', '--times', '2')).code).toBe(0);
  expect(faults.list()).toMatchObject([{ effect, skip: 1, times: 2 }]);
});

test('two effects, or none, are refused before anything is injected', async () => {
  expect(await fault('add', '--region', 'eu-west-1')).toMatchObject({
    code: 2,
    notes: expect.stringContaining('got none'),
  });
  expect(await fault('add', '--reset', '--wrong-bytes')).toMatchObject({
    code: 2,
    notes: expect.stringContaining('got reset, wrong-bytes'),
  });
  expect(await fault('add', '--error', '200')).toMatchObject({ code: 2 });
  expect(faults.list()).toEqual([]);
});

test('a fault that no call could match is refused, with what it could be', async () => {
  expect(await fault('add', '--region', 'mars', '--reset')).toMatchObject({
    code: 2,
    notes: expect.stringContaining('region: expected one of us-east-1, us-west-2, eu-west-1, got "mars"'),
  });
  expect(await fault('add', '--operation', 'Nope', '--reset')).toMatchObject({
    code: 2,
    notes: expect.stringContaining('got "Nope"'),
  });
  expect(faults.list()).toEqual([]);
});

test('faults are listed for people and for programs, and cleared one by one or all', async () => {
  const one = faults.add({ effect: { kind: 'reset' } });
  faults.add({ region: 'us-west-2', effect: { kind: 'wrong-bytes' } });
  expect((await fault('list')).out).toContain('every call loses its connection');
  expect(JSON.parse((await fault('list', '--json')).out).faults).toEqual(faults.list());
  expect((await fault('clear', one.id)).code).toBe(0);
  expect(faults.list()).toHaveLength(1);
  expect((await fault('clear', one.id)).notes).toContain(`there is no fault ${one.id}`);
  expect((await fault('clear')).code).toBe(0);
  expect(faults.list()).toEqual([]);
});

test('a shell that points at a runtime needs no state folder', async () => {
  const { command } = testContext({
    env: { AWS_ENDPOINT_URL: url },
    projectRoot: join(state, 'no project here'),
  });
  expect(await command('fault', 'add', '--reset')).toMatchObject({ code: 0 });
  expect(faults.list()).toHaveLength(1);
});
