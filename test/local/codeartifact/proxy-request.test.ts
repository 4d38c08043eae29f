import { request } from 'node:http';
import { basic, upload, wheel } from './distributions';
import { type Harness, REGION, startHarness } from './harness';

const HOST = `acme-000000000000.d.codeartifact.${REGION}.amazonaws.com`;

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
  await upload(harness.index('release'), await harness.token(), await wheel('word-count', '1.0'));
});
afterAll(() => harness.close());

async function ask(path: string, hostHeader: string): Promise<number | undefined> {
  const { port } = new URL(harness.url);
  const headers = { ...basic(await harness.token()), Host: hostHeader };
  return await new Promise((done, fail) => {
    request({ host: '127.0.0.1', port, path, headers }, (response) => {
      response.resume().on('end', () => done(response.statusCode));
    })
      .on('error', fail)
      .end();
  });
}

describe('a client that uses this machine as HTTP proxy, as keyrings.codeartifact needs it', () => {
  test('can name the index as AWS does', async () => {
    expect(await ask(`http://${HOST}/pypi/release/simple/word-count/`, HOST)).toBe(200);
  });

  test.each([
    ['a host of somebody else', 'http://example.com/pypi/release/simple/word-count/', 'example.com'],
    ['another host than its address', `http://${HOST}/pypi/release/simple/word-count/`, 'example.com'],
    ['a host of AWS without being a proxy request', `/${HOST}/pypi/release/simple/word-count/`, HOST],
  ])('is refused with %s', async (_what, path, hostHeader) => {
    expect(await ask(path, hostHeader)).toBe(403);
  });
});
