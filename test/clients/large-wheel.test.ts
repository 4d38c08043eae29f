import { randomBytes } from 'node:crypto';
import {
  closeSync,
  createWriteStream,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { Deployment } from '../acceptance/deployment';
import { peakMemory } from '../bench/measure/peak-memory';
import { runClient } from './run-client';

const MEBIBYTE = 1024 * 1024;
const SIZE = 1024 * MEBIBYTE;
const WHEEL = 'large_wheel-1.0-py3-none-any.whl';
/** What the runtime's process may have resident at most, in bytes. */
const MOST_MEMORY = 150_000_000;

// What a process had resident at most, and not only when somebody looked, is known from Linux' /proc alone.
const onLinux = process.platform === 'linux' ? test : test.skip;

const deployment = new Deployment();
const folder = mkdtempSync(join(tmpdir(), 'vigilant-large-'));
afterAll(async () => {
  await deployment.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** A wheel that twine and pip take, with one file of 1 GiB that does not compress. */
async function writeWheel(path: string): Promise<void> {
  const block = randomBytes(MEBIBYTE);
  const zip = new ZipFile();
  const blocks = Readable.from(Array.from({ length: SIZE / MEBIBYTE }, () => block));
  zip.addReadStream(blocks, 'large_wheel.bin', { compress: false, size: SIZE });
  const info: readonly [string, string][] = [
    ['METADATA', 'Metadata-Version: 2.1\nName: large-wheel\nVersion: 1.0\n'],
    ['WHEEL', 'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n'],
    ['RECORD', ''],
  ];
  for (const [name, text] of info) zip.addBuffer(Buffer.from(text), `large_wheel-1.0.dist-info/${name}`);
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path));
}

/** The most that the runtime's process had resident so far, its start included, in bytes. */
function mostMemory(): number {
  return (
    peakMemory(JSON.parse(readFileSync(join(deployment.state, 'runtime.json'), 'utf8')).pid) ?? Number.NaN
  );
}

async function client(name: string, args: readonly string[], env = {}): Promise<string> {
  return runClient({ environment: 'project', name, args, env, url: deployment.url, home: folder });
}

async function aws(...args: string[]): Promise<any> {
  return JSON.parse(await client('aws', ['codeartifact', ...args, '--domain', 'large', '--output', 'json']));
}

async function upload(token: string, file: string): Promise<string> {
  const { repositoryEndpoint } = await aws('get-repository-endpoint', '--repository', 'origin', ...PYPI);
  const how = ['--non-interactive', '--disable-progress-bar', '--repository-url', repositoryEndpoint];
  return client('twine', ['upload', ...how, file], { TWINE_USERNAME: 'aws', TWINE_PASSWORD: token });
}

const PYPI = ['--format', 'pypi'];
const PACKAGE = [...PYPI, '--package', 'large-wheel'];

onLinux('a wheel of 1 GiB is uploaded, copied and downloaded with less than 150 MB of memory', async () => {
  const file = join(folder, WHEEL);
  await Promise.all([deployment.start(), writeWheel(file)]);
  const peaks: Record<string, number> = {};
  const after = (what: string) => {
    peaks[what] = mostMemory();
  };
  after('start');
  await aws('create-domain');
  for (const repository of ['origin', 'copy']) await aws('create-repository', '--repository', repository);
  const { authorizationToken: token } = await aws('get-authorization-token');

  await upload(token, file);
  after('upload');
  const way = ['--source-repository', 'origin', '--destination-repository', 'copy'];
  const copied = await aws('copy-package-versions', ...way, ...PACKAGE, '--versions', '1.0');
  expect(copied.successfulVersions).toMatchObject({ '1.0': { status: 'Published' } });
  after('copy');

  // pip holds what it gets against the hash on the page, which was held against the one that twine sent.
  const { repositoryEndpoint } = await aws('get-repository-endpoint', '--repository', 'copy', ...PYPI);
  const index = `${repositoryEndpoint.replace('//', `//aws:${token}@`)}simple/`;
  await client('pip', [
    'download',
    '--no-deps',
    '--index-url',
    index,
    '--dest',
    join(folder, 'pip'),
    'large-wheel',
  ]);
  expect(statSync(join(folder, 'pip', WHEEL)).size).toBe(statSync(file).size);
  rmSync(join(folder, 'pip'), { recursive: true });
  after('download with pip');
  const asset = ['--package-version', '1.0', '--asset', WHEEL, join(folder, 'asset')];
  await aws('get-package-version-asset', '--repository', 'copy', ...PACKAGE, ...asset);
  expect(statSync(join(folder, 'asset')).size).toBe(statSync(file).size);
  after('download with the AWS CLI');

  changeByte(file);
  await expect(upload(token, file)).rejects.toThrow('409 Conflict');
  after('refused upload');
  expect(Object.entries(peaks).filter(([, bytes]) => !(bytes < MOST_MEMORY))).toEqual([]);
});

/** Other content under the same name, which the repository must refuse once it has read all of it. */
function changeByte(path: string): void {
  const file = openSync(path, 'r+');
  const byte = Buffer.alloc(1);
  readSync(file, byte, 0, 1, SIZE / 2);
  writeSync(file, Buffer.of((byte[0] as number) ^ 0xff), 0, 1, SIZE / 2);
  closeSync(file);
}
