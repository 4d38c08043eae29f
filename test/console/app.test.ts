import type { Backend } from '../../lib/console/api/backend';
import { CONSOLE_PREFIX, createConsole } from '../../lib/console/app';

const TOKEN = 'token-of-this-process';
const HOST = 'http://127.0.0.1:4610';

function start(changes: Partial<Backend> = {}) {
  const done: string[] = [];
  const backend: Backend = {
    now: () => 1_767_225_600_000,
    place: async () => ({
      account: '000000000000',
      region: 'us-east-1',
      regions: ['us-east-1'],
      deployment: 'vigilant',
      local: false,
    }),
    runs: async () => ({ runs: [], older: false }),
    run: async (name) => Promise.reject(Object.assign(new Error(name), { name: 'ExecutionDoesNotExist' })),
    log: async (build) => ({ build, status: 'SUCCEEDED', lines: [] }),
    releases: async () => ({ regions: [], rows: [] }),
    republish: async (request) => {
      done.push(['republish', request.package, request.version, request.digest].join(' ').trim());
      return 'run-1';
    },
    rollback: async (version) => {
      done.push(`rollback ${version.package} ${version.version}`);
      return 'run-2';
    },
    stop: async (name) => void done.push(`stop ${name}`),
    ...changes,
  };
  const answer = createConsole({
    backend,
    token: TOKEN,
    asset: async (name) =>
      name === 'main.js' ? { body: new Uint8Array(1), type: 'text/javascript' } : undefined,
    log: () => undefined,
  });
  const ask = (path: string, init: RequestInit & { headers?: Record<string, string> } = {}) =>
    answer(new Request(`${HOST}${path}`, { ...init, headers: { host: '127.0.0.1:4610', ...init.headers } }));
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    ask(`${CONSOLE_PREFIX}api/${path}`, {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { 'x-vigilant-token': TOKEN, ...headers },
    });
  return { ask, post, done };
}

test('an action with the token is done, and its outcome answered', async () => {
  const { post, done } = start();
  const input = { package: 'wordcount', version: '1.0.0', digest: 'abc' };
  const answer = await post('republish', input, { origin: HOST });
  expect(await answer.json()).toEqual({ name: 'run-1' });
  expect((await post('stop', { name: 'run-1' })).status).toBe(200);
  expect(done).toEqual(['republish wordcount 1.0.0 abc', 'stop run-1']);
});

test.each([
  ['no token', { 'x-vigilant-token': '' }],
  ['a token of another process', { 'x-vigilant-token': 'other' }],
  ['a page of another site', { origin: 'http://evil.example' }],
  ['a page of another port', { origin: 'http://127.0.0.1:9999' }],
  ['a sandboxed page', { origin: 'null' }],
  ['a name that was rebound to this machine', { host: 'evil.example:4610' }],
  ['a request that another site caused', { 'sec-fetch-site': 'cross-site' }],
])('%s changes nothing', async (_, headers) => {
  const { post, done } = start();
  expect((await post('stop', { name: 'run-1' }, headers)).status).toBe(403);
  expect(done).toEqual([]);
});

test.each([
  ['another site', { 'sec-fetch-site': 'cross-site' }],
  ['a rebound name', { host: 'evil.example' }],
])('%s does not get the token', async (_, headers) => {
  const answer = await start().ask('/_console/api/session', { headers });
  expect(answer.status).toBe(403);
  expect(await answer.text()).not.toContain(TOKEN);
});

test('a page of an earlier console reads nothing: it would show it as that of another account', async () => {
  const { ask } = start();
  const read = (token: string) =>
    ask('/_console/api/runs', { headers: { 'x-vigilant-token': token } }).then(({ status }) => status);
  expect(await read(TOKEN)).toBe(200);
  expect(await read('token-of-an-earlier-process')).toBe(403);
});

test('a link on another site leads to the page', async () => {
  const answer = await start().ask('/', { headers: { 'sec-fetch-site': 'cross-site' } });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
});

test.each([
  ['republish', { package: 'wordcount' }, 400, /^version: expected a text/],
  ['republish', { package: 'w', version: '1', regions: 'us-east-1' }, 400, /^regions: expected a list/],
  ['republish', { package: 'w', version: '1', digest: 7 }, 400, /^digest: expected a text/],
  ['stop', 'no JSON', 400, /^expected a JSON object/],
  ['stop', { name: 'x'.repeat(20_000) }, 413, /^expected at most/],
  ['faults', { effect: { kind: 'reset' } }, 409, /not into an AWS account/],
  ['explode', {}, 404, /^there is no POST explode/],
])('POST %s with %j is refused with %i', async (path, body, status, message) => {
  const { post, done } = start();
  const answer = await post(path, body);
  expect(answer.status).toBe(status);
  expect(await answer.json()).toEqual({ message: expect.stringMatching(message) });
  expect(done).toEqual([]);
});

test('an answer says what time it is there', async () => {
  const answer = await start().ask('/_console/api/runs');
  expect(answer.headers.get('x-vigilant-time')).toBe('1767225600000');
});

test('an error of AWS is told by its name', async () => {
  const answer = await start().ask('/_console/api/run?name=gone');
  expect(answer.status).toBe(502);
  expect(await answer.json()).toEqual({ message: 'ExecutionDoesNotExist: gone' });
});

test('files of the web part are served, and nothing else', async () => {
  const { ask } = start();
  expect((await ask('/_console/main.js')).headers.get('content-type')).toBe('text/javascript');
  expect((await ask('/_console/other.js')).status).toBe(404);
});
