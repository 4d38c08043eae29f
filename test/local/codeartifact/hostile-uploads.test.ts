import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as fc from 'fast-check';
import { type Harness, startHarness } from './harness';

let parent: string;
let harness: Harness;
let authorization: string;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'hostile-'));
  harness = await startHarness({ directory: join(parent, 'state') });
  authorization = `Basic ${Buffer.from(`aws:${await harness.token()}`).toString('base64')}`;
});
afterAll(async () => {
  await harness.close();
  await rm(parent, { recursive: true, force: true });
});

/** Posts bytes as a form and gives status and body. */
async function post(body: string | Uint8Array, type = 'multipart/form-data; boundary=x') {
  const answer = await fetch(harness.index('staging'), {
    method: 'POST',
    headers: { authorization, 'content-type': type },
    body: new Blob([typeof body === 'string' ? body : new Uint8Array(body)]),
  });
  return { status: answer.status, body: await answer.text() };
}

function form(fields: Readonly<Record<string, string>>, fileName: string): string {
  const part = (header: string, content: string) =>
    `--x\r\nContent-Disposition: form-data; ${header}\r\n\r\n${content}\r\n`;
  const texts = Object.entries(fields).map(([name, content]) => part(`name="${name}"`, content));
  return `${texts.join('')}${part(`name="content"; filename="${fileName}"`, 'bytes')}--x--\r\n`;
}

const FIELDS = { ':action': 'file_upload', protocol_version: '1', filetype: 'sdist' };
const hostile = fc.constantFrom(
  ...[
    '../../evil',
    '..',
    '/etc/passwd',
    '..%2f..%2fevil',
    'C:\\evil',
    'a\u0000b',
    '',
    '.',
    '__proto__',
    'a/b',
  ],
);
const word = fc.oneof(hostile, fc.string({ maxLength: 12 }));

test('no name, version or file name leads out of the state folder, and each is stored or refused in JSON', async () => {
  const fileName = fc.oneof(
    word,
    word.map((base) => `${base}-1.0.tar.gz`),
    word.map((base) => `../${base}-1.0-py3-none-any.whl`),
  );
  await fc.assert(
    fc.asyncProperty(word, word, fileName, async (name, version, file) => {
      const clean = (text: string) => text.replace(/[\r\n"]/g, '_');
      const answer = await post(form({ ...FIELDS, name: clean(name), version: clean(version) }, clean(file)));
      if (answer.status === 200) return;
      expect(answer.status).toBe(400);
      expect(JSON.parse(answer.body)).toEqual({ message: expect.any(String) });
    }),
    { numRuns: 300 },
  );
  expect(readdirSync(parent)).toEqual(['state']);
  expect(readdirSync(join(parent, 'state'))).toEqual(['blobs']);
});

test('bytes that are no form are refused, whatever they are', async () => {
  const good = Buffer.from(form({ ...FIELDS, name: 'a', version: '1.0' }, 'a-1.0.tar.gz'));
  const damage = fc.tuple(fc.nat(good.length - 1), fc.uint8Array({ minLength: 1, maxLength: 20 }));
  await fc.assert(
    fc.asyncProperty(
      fc.array(damage, { minLength: 1, maxLength: 5 }),
      fc.boolean(),
      async (damages, cutOff) => {
        const bytes = Buffer.from(good);
        for (const [at, other] of damages) bytes.set(other.slice(0, bytes.length - at), at);
        const { status } = await post(cutOff ? bytes.subarray(0, damages[0]?.[0]) : bytes);
        expect([200, 400, 409]).toContain(status);
      },
    ),
    { numRuns: 200 },
  );
});

test.each([
  ['file', 'filename="a-1.0.tar.gz"', 'bytes', 'file part \\"\\" is not supported'],
  ['field', 'x="y"', 'd'.repeat(5 * 1024 * 1024), 'is longer than'],
])('a %s without a name is refused, and the endpoint goes on', async (_kind, header, content, message) => {
  const part = `--x\r\nContent-Disposition: form-data; ${header}\r\n\r\n${content}\r\n--x--\r\n`;
  expect(await post(part)).toMatchObject({ status: 400, body: expect.stringContaining(message) });
});

test.each([
  ['no boundary', 'multipart/form-data'],
  ['another type', 'application/json'],
  ['a boundary without end', `multipart/form-data; boundary=${'x'.repeat(10_000)}`],
])('a form with %s is refused', async (_name, type) => {
  expect((await post(form({ ...FIELDS, name: 'a', version: '1.0' }, 'a-1.0.tar.gz'), type)).status).toBe(400);
});

test('a field without end is not kept, and a form of fields without end is refused', async () => {
  const before = process.memoryUsage().rss;
  const long = form(
    { ...FIELDS, name: 'a', version: '1.0', description: 'd'.repeat(32 * 1024 * 1024) },
    'a-1.0.tar.gz',
  );
  expect(await post(long)).toMatchObject({ status: 400, body: expect.stringContaining('longer than') });
  const many = Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`f${index}`, '']));
  const answer = await post(form({ ...FIELDS, ...many, name: 'a', version: '1.0' }, 'a-1.0.tar.gz'));
  expect(answer).toMatchObject({ status: 400, body: expect.stringContaining('more than 2000 fields') });
  expect(process.memoryUsage().rss - before).toBeLessThan(400 * 1024 * 1024);
});

test('an upload whose client goes away leaves nothing behind', async () => {
  const { hostname, port, pathname } = new URL(harness.index('staging'));
  const head =
    `POST ${pathname} HTTP/1.1\r\nhost: ${hostname}:${port}\r\nauthorization: ${authorization}\r\n` +
    'content-type: multipart/form-data; boundary=x\r\ntransfer-encoding: chunked\r\n\r\n';
  const body = form({ ...FIELDS, name: 'gone', version: '1.0' }, 'gone-1.0.tar.gz').replace('--x--\r\n', '');
  await new Promise<void>((resolve) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(`${head}${body.length.toString(16)}\r\n${body}\r\n10000\r\n${'b'.repeat(0x10000)}\r\n`);
      setTimeout(() => socket.destroy(), 200);
    });
    socket.on('close', () => resolve());
  });
  const packages = await harness.call('ListPackages', { domain: 'acme', repository: 'staging' });
  expect(packages.packages.map(({ package: name }: any) => name)).not.toContain('gone');
  // The next upload of the same name works.
  expect((await post(form({ ...FIELDS, name: 'gone', version: '1.0' }, 'gone-1.0.tar.gz'))).status).toBe(200);
  // Removed when the file is closed, which nobody waits for.
  const incoming = () => readdirSync(join(parent, 'state/blobs/incoming'));
  for (const end = Date.now() + 5_000; incoming().length > 0 && Date.now() < end; ) await delay(20);
  expect(incoming()).toEqual([]);
});
