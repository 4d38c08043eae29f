import { type StandIn, startStandIn } from './stand-in';

let standIn: StandIn;
beforeAll(async () => {
  standIn = await startStandIn();
});
afterAll(() => standIn.endpoint.close());
beforeEach(() => standIn.faults.clear());

async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const answer = await fetch(standIn.url + path, {
    method,
    headers: { 'x-vigilant-local': '1', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) };
}

const fault = { service: 'codeartifact', region: 'eu-west-1', effect: { kind: 'reset' }, times: 1 };

test('faults are added, listed and removed over HTTP', async () => {
  const added = await call('POST', '/_local/faults', fault);
  expect(added).toEqual({ status: 201, body: { ...fault, id: expect.any(String) } });
  expect((await call('GET', '/_local/faults')).body).toEqual({ faults: [added.body] });
  expect((await call('DELETE', `/_local/faults/${added.body.id}`)).status).toBe(204);
  expect((await call('DELETE', `/_local/faults/${added.body.id}`)).status).toBe(404);
  await call('POST', '/_local/faults', fault);
  expect((await call('DELETE', '/_local/faults')).status).toBe(204);
  expect(standIn.faults.list()).toEqual([]);
});

test.each([
  [{ effect: { kind: 'explode' } }, 'effect'],
  [{ effect: { kind: 'error', status: 200, code: 'X' } }, 'status'],
  [{ effect: { kind: 'reset' }, servise: 's3' }, 'servise'],
  [{ effect: { kind: 'reset' }, times: 0 }, 'times'],
  ['{', 'JSON'],
  [{ region: 'mars', effect: { kind: 'reset' } }, 'region: expected one of us-east-1, eu-west-1, got "mars"'],
  [
    { service: 'codeartefact', effect: { kind: 'reset' } },
    'service: expected one of codeartifact, codebuild',
  ],
  [{ operation: 'Nope', effect: { kind: 'reset' } }, 'operation: expected an operation of a service here'],
  [
    { service: 'dynamodb', operation: 'StartBuild', effect: { kind: 'reset' } },
    'operation: expected one of dynamodb: GetItem, got "StartBuild"',
  ],
  [
    { operation: 'CopyPackageVersions', effect: { kind: 'wrong-bytes' } },
    'operation: expected PublishPackageVersion, since only uploads can store wrong bytes, got "CopyPackageVersions"',
  ],
])('the fault %j is refused with a message about %s', async (body, word) => {
  const answer = await call('POST', '/_local/faults', body);
  expect(answer.status).toBe(400);
  expect(answer.body.message).toContain(word);
  expect(standIn.faults.list()).toEqual([]);
});

test.each([
  { operation: 'StartBuild' },
  { service: 'codeartifact', operation: 'CopyPackageVersions' },
  { service: 'codeartifact', operation: 'ReadFromRepository' },
])('the fault %j names a call that there can be, and is taken', async (filters) => {
  const answer = await call('POST', '/_local/faults', { ...filters, effect: { kind: 'reset' } });
  expect(answer).toMatchObject({ status: 201, body: filters });
});

test('without its own header the route answers nobody, for a browser can send anything else', async () => {
  const answer = await call('POST', '/_local/faults', fault, { 'x-vigilant-local': '0' });
  expect(answer.status).toBe(403);
  expect(standIn.faults.list()).toEqual([]);
});

test('a path that is none of its own is named', async () => {
  expect((await call('GET', '/_local/nothing')).body.message).toContain('/_local/faults');
  expect((await call('PUT', '/_local/faults')).status).toBe(405);
});
