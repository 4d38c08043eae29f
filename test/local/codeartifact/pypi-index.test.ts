import { basic, coreMetadata, sdist, sha256, upload, wheel } from './distributions';
import { ACCOUNT, type Harness, startHarness } from './harness';

let harness: Harness;
let token: string;
let index: string;

beforeEach(async () => {
  harness = await startHarness();
  token = await harness.token();
  index = harness.index('staging');
});
afterEach(() => harness.close());

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(index + path, { headers: { ...basic(token), ...headers } });
const message = async (response: Response) => ((await response.json()) as { message: string }).message;

test('an uploaded wheel is listed with its hash and can be downloaded under the listed address', async () => {
  const file = await wheel('Word.Count', '1.0');
  expect((await upload(index, token, file)).status).toBe(200);
  const page = await get('simple/word-count/');
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  const html = await page.text();
  const href = /href="([^"#]+)#sha256=([0-9a-f]+)"/.exec(html)!;
  expect(href[2]).toBe(sha256(file.bytes));
  expect(html).toContain('data-requires-python="&#62;=3.8"');
  const download = await fetch(new URL(href[1]!, page.url), { headers: basic(token) });
  expect(Buffer.from(await download.arrayBuffer())).toEqual(file.bytes);
});

test('a project can be asked for by any spelling of its name', async () => {
  await upload(index, token, await wheel('word-count', '1.0'));
  const names = ['word-count', 'Word_Count', 'word.count'];
  const pages = await Promise.all(names.map((name) => get(`simple/${name}/`)));
  expect(pages.map(({ status }) => status)).toEqual([200, 200, 200]);
});

test('the JSON page has hashes, sizes, versions and core metadata', async () => {
  const file = await wheel('word-count', '1.0');
  const source = sdist('word-count', '1.0');
  await upload(index, token, file);
  await upload(index, token, source, { requires_python: undefined });
  const page = await get('simple/word-count/', { Accept: 'application/vnd.pypi.simple.v1+json' });
  expect(page.headers.get('content-type')).toBe('application/vnd.pypi.simple.v1+json');
  const json: any = await page.json();
  const metadata = { sha256: sha256(Buffer.from(coreMetadata('word-count', '1.0'))) };
  expect(json).toMatchObject({ meta: { 'api-version': '1.1' }, name: 'word-count', versions: ['1.0'] });
  expect(json.files[0]).toEqual({
    filename: file.fileName,
    url: `1.0/${file.fileName}`,
    hashes: { sha256: sha256(file.bytes) },
    'requires-python': '>=3.8',
    size: file.bytes.length,
    'upload-time': '2026-01-01T00:00:00.000Z',
    'core-metadata': metadata,
    'data-dist-info-metadata': metadata,
    yanked: false,
  });
  expect(json.files[1]).toMatchObject({ filename: source.fileName, 'core-metadata': false });
  expect(json.files[1]).not.toHaveProperty('requires-python');
});

test.each([
  ['text/html', 'text/html; charset=utf-8'],
  ['*/*', 'text/html; charset=utf-8'],
  ['application/vnd.pypi.simple.latest+json', 'application/vnd.pypi.simple.v1+json'],
  ['application/vnd.pypi.simple.v1+html', 'application/vnd.pypi.simple.v1+html'],
  [
    'application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html; q=0.1, text/html; q=0.01',
    'application/vnd.pypi.simple.v1+json',
  ],
  ['application/vnd.pypi.simple.v1+json; q=0.1, text/html', 'text/html; charset=utf-8'],
])('a client that accepts %s gets %s', async (accept, type) => {
  await upload(index, token, await wheel('word-count', '1.0'));
  const page = await get('simple/word-count/', { Accept: accept });
  expect(page.headers.get('content-type')).toBe(type);
});

test('a client that accepts no form of a page is told so', async () => {
  await upload(index, token, await wheel('word-count', '1.0'));
  expect((await get('simple/word-count/', { Accept: 'image/png' })).status).toBe(406);
});

test('a page without a slash at its end leads to the one with it', async () => {
  await upload(index, token, await wheel('word-count', '1.0'));
  const page = await get('simple/word-count');
  expect(page.redirected).toBe(true);
  expect(page.url).toBe(`${index}simple/word-count/`);
});

test('there is no list of all projects, no other format and no way to delete', async () => {
  expect((await get('simple/')).status).toBe(404);
  expect((await fetch(index.replace('/pypi/', '/npm/'), { headers: basic(token) })).status).toBe(404);
  expect((await fetch(`${index}simple/x/`, { method: 'DELETE', headers: basic(token) })).status).toBe(405);
});

test('the METADATA of a wheel is served next to it', async () => {
  const file = await wheel('word-count', '1.0');
  await upload(index, token, file);
  const response = await get(`simple/word-count/1.0/${file.fileName}.metadata`);
  expect(await response.text()).toBe(coreMetadata('word-count', '1.0'));
});

test('parts of a file can be had, and those beyond its end cannot', async () => {
  const file = await wheel('word-count', '1.0');
  await upload(index, token, file);
  const size = file.bytes.length;
  const part = async (range: string) => {
    const response = await get(`simple/word-count/1.0/${file.fileName}`, { Range: range });
    const body = Buffer.from(await response.arrayBuffer());
    return { status: response.status, range: response.headers.get('content-range'), body };
  };
  expect(await part('bytes=2-5')).toEqual({
    status: 206,
    range: `bytes 2-5/${size}`,
    body: file.bytes.subarray(2, 6),
  });
  expect((await part('bytes=-4')).body).toEqual(file.bytes.subarray(size - 4));
  expect((await part('bytes=10-')).body).toEqual(file.bytes.subarray(10));
  expect(await part(`bytes=${size}-`)).toMatchObject({ status: 416, range: `bytes */${size}` });
});

test('what has not changed is not sent again', async () => {
  const file = await wheel('word-count', '1.0');
  await upload(index, token, file);
  for (const path of ['simple/word-count/', `simple/word-count/1.0/${file.fileName}`]) {
    const etag = (await get(path)).headers.get('etag')!;
    expect((await get(path, { 'If-None-Match': etag })).status).toBe(304);
  }
  const page = (await get('simple/word-count/')).headers.get('etag')!;
  await upload(index, token, sdist('word-count', '1.0'));
  expect((await get('simple/word-count/', { 'If-None-Match': page })).status).toBe(200);
});

test.each([
  ['another project name', { name: 'other' }, /does not fit name "other" and version "1.0"/],
  ['another version', { version: '2.0' }, /does not fit name "word-count" and version "2.0"/],
  ['a wrong SHA-256', { sha256_digest: 'a'.repeat(64) }, /sha256_digest says aaaa/],
  ['a wrong MD5', { md5_digest: 'b'.repeat(32) }, /md5_digest says bbbb/],
  ['no version', { version: undefined }, /field "version" is missing/],
  ['another action', { ':action': 'submit' }, /:action: expected "file_upload", got "submit"/],
])('an upload with %s is refused and leaves nothing behind', async (_, fields, expected) => {
  const response = await upload(index, token, await wheel('word-count', '1.0'), fields);
  expect(response.status).toBe(400);
  expect(await message(response)).toMatch(expected);
  expect((await get('simple/word-count/')).status).toBe(404);
});

test('a version may be spelled differently in the form and in the file name', async () => {
  const file = await wheel('word-count', '1.0rc1');
  expect((await upload(index, token, file, { version: '1.0.RC.1' })).status).toBe(200);
});

test('only the form of an upload is accepted', async () => {
  const response = await fetch(index, { method: 'POST', body: '{}', headers: basic(token) });
  expect(response.status).toBe(400);
  expect(await message(response)).toMatch(/multipart\/form-data/);
});

test('an upload that breaks off leaves nothing behind', async () => {
  const file = await wheel('word-count', '1.0');
  const part = (name: string, value: string) =>
    `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const head =
    part(':action', 'file_upload') +
    part('name', file.name) +
    part('version', file.version) +
    `--b\r\nContent-Disposition: form-data; name="content"; filename="${file.fileName}"\r\n\r\n`;
  // A complete HTTP request whose form ends in the middle of the file.
  const response = await fetch(index, {
    method: 'POST',
    body: head + file.bytes.toString('latin1').slice(0, 100),
    headers: { ...basic(token), 'Content-Type': 'multipart/form-data; boundary=b' },
  });
  expect(response.status).toBe(400);
  expect((await get('simple/word-count/')).status).toBe(404);
});

test.each([
  ['no credentials', undefined],
  ['an unknown token', basic('nonsense')],
  ['another user name', { Authorization: `Basic ${Buffer.from('me:token').toString('base64')}` }],
])('a request with %s is not answered', async (_, headers) => {
  const response = await fetch(`${index}simple/word-count/`, { headers });
  expect(response.status).toBe(401);
  expect(response.headers.get('www-authenticate')).toMatch(/^Basic /);
});

test('a token can be sent as bearer token', async () => {
  await upload(index, token, await wheel('word-count', '1.0'));
  const headers = { Authorization: `Bearer ${token}` };
  expect((await fetch(`${index}simple/word-count/`, { headers })).status).toBe(200);
});

test('an address of another account or of no repository is not found', async () => {
  expect((await fetch(index.replace(ACCOUNT, '111122223333'), { headers: basic(token) })).status).toBe(404);
  expect((await get('../nowhere/simple/x/')).status).toBe(404);
});
