import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { systemClock } from '../../../lib/local/clock';
import { OPERATOR } from '../../../lib/local/iam/iam';
import { basic, type Distribution, sha256, upload, wheel } from './distributions';
import { type Harness, REGION, startHarness, type TestClock } from './harness';

const TOOLS = resolve(__dirname, '../../../.venv/bin');
const run = promisify(execFile);

let harness: Harness;
let folder: string;
let file: Distribution;

beforeAll(async () => {
  // Clients sign with the real time.
  harness = await startHarness({ clock: systemClock as unknown as TestClock });
  folder = await mkdtemp(join(tmpdir(), 'clients-'));
  file = await wheel('word-count', '1.0');
  await writeFile(join(folder, file.fileName), file.bytes);
});
afterAll(async () => {
  await harness.close();
  await rm(folder, { recursive: true, force: true });
});

/** Runs a Python tool of the project that knows nothing but this machine. */
async function tool(name: string, ...args: string[]): Promise<string> {
  const env = {
    PATH: `${TOOLS}:/usr/bin:/bin`,
    HOME: folder,
    AWS_ACCESS_KEY_ID: OPERATOR.accessKeyId,
    AWS_SECRET_ACCESS_KEY: OPERATOR.secretAccessKey,
    AWS_DEFAULT_REGION: REGION,
    AWS_ENDPOINT_URL: harness.url,
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
    PIP_CONFIG_FILE: '/dev/null',
  };
  return (await run(join(TOOLS, name), args, { cwd: folder, env })).stdout;
}

test('aws codeartifact login, twine upload, pip download and the AWS CLI work together', async () => {
  const repository = ['--domain', 'acme', '--repository', 'staging'];
  await tool('aws', 'codeartifact', 'login', '--tool', 'twine', ...repository);
  expect(await readFile(join(folder, '.pypirc'), 'utf8')).toContain(harness.index('staging'));
  await tool('twine', 'upload', '--non-interactive', '-r', 'codeartifact', file.fileName);

  const requirements = `word-count==1.0 --hash=sha256:${sha256(file.bytes)}\n`;
  await writeFile(join(folder, 'requirements.txt'), requirements);
  const index = harness.index('staging').replace('//', `//aws:${await harness.token()}@`);
  const how = [
    '--no-cache-dir',
    '--require-hashes',
    '-r',
    'requirements.txt',
    '--index-url',
    `${index}simple/`,
  ];
  await tool('pip', 'download', '-q', ...how, '-d', 'downloaded');
  expect(await readdir(join(folder, 'downloaded'))).toEqual([file.fileName]);

  const pypi = [...repository, '--format', 'pypi', '--package', 'word-count'];
  const listed = await tool('aws', 'codeartifact', 'list-package-versions', ...pypi, '--output', 'json');
  expect(JSON.parse(listed)).toMatchObject({ versions: [{ version: '1.0', status: 'Published' }] });
  const asset = ['--package-version', '1.0', '--asset', file.fileName];
  await tool('aws', 'codeartifact', 'get-package-version-asset', ...pypi, ...asset, 'asset');
  expect(await readFile(join(folder, 'asset'))).toEqual(file.bytes);
}, 60_000);

describe('a client that uses this machine as HTTP proxy, as keyrings.codeartifact needs it', () => {
  const host = `acme-000000000000.d.codeartifact.${REGION}.amazonaws.com`;

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

  beforeAll(async () => {
    await upload(harness.index('release'), await harness.token(), file);
  });

  test('can name the index as AWS does', async () => {
    expect(await ask(`http://${host}/pypi/release/simple/word-count/`, host)).toBe(200);
  });

  test.each([
    ['a host of somebody else', 'http://example.com/pypi/release/simple/word-count/', 'example.com'],
    ['another host than its address', `http://${host}/pypi/release/simple/word-count/`, 'example.com'],
    ['a host of AWS without being a proxy request', `/${host}/pypi/release/simple/word-count/`, host],
  ])('is refused with %s', async (_what, path, hostHeader) => {
    expect(await ask(path, hostHeader)).toBe(403);
  });
});
