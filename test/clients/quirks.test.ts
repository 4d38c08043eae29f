import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Codeartifact } from '@aws-sdk/client-codeartifact';
import { OPERATOR } from '../../lib/local/iam/iam';
import { Deployment } from '../acceptance/deployment';
import { wheel } from '../local/codeartifact/distributions';
import { runClient } from './run-client';

/** Longer than pip takes to start on a busy machine, in milliseconds. */
const LAG = 15_000;
const deployment = new Deployment([
  '--quotas',
  ...['--publish-lag', String(LAG)],
  ...['--identical-upload', 'conflict'],
]);
const folder = mkdtempSync(join(tmpdir(), 'vigilant-quirks-'));
let token: string;
let index: string;

const client = (name: string, args: readonly string[], env = {}) =>
  runClient({ environment: 'project', name, args, env, url: deployment.url, home: folder });
const aws = async (...args: string[]) =>
  JSON.parse(await client('aws', ['codeartifact', ...args, '--domain', 'quirks', '--output', 'json']));

beforeAll(async () => {
  await deployment.start();
  await aws('create-domain');
  await aws('create-repository', '--repository', 'here');
  token = (await aws('get-authorization-token')).authorizationToken;
  index = (await aws('get-repository-endpoint', '--repository', 'here', '--format', 'pypi'))
    .repositoryEndpoint;
});
afterAll(async () => {
  await deployment.remove();
  rmSync(folder, { recursive: true, force: true });
});

async function upload(version: string): Promise<string> {
  const made = await wheel('quirk', version);
  const file = join(folder, made.fileName);
  writeFileSync(file, made.bytes);
  const how = ['--non-interactive', '--disable-progress-bar', '--repository-url', index];
  return client('twine', ['upload', ...how, file], { TWINE_USERNAME: 'aws', TWINE_PASSWORD: token });
}

test('--publish-lag: pip finds a version only some time after twine has published it', async () => {
  const simple = `${index.replace('//', `//aws:${token}@`)}simple/`;
  const download = (version: string) =>
    client('pip', [
      'download',
      '--no-deps',
      '--index-url',
      simple,
      '-d',
      join(folder, 'got'),
      `quirk==${version}`,
    ]);
  await upload('1.0');
  await expect(download('1.0')).rejects.toThrow('No matching distribution found');
  await delay(LAG);
  await download('1.0');
});

test('--identical-upload conflict: twine is told that the file exists', async () => {
  await upload('2.0');
  await expect(upload('2.0')).rejects.toThrow('409 Conflict');
});

test('--quotas: who calls too often is answered with 429', async () => {
  const { accessKeyId, secretAccessKey } = OPERATOR;
  const api = new Codeartifact({
    endpoint: deployment.url,
    region: 'us-east-1',
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 1,
  });
  // Forty a second are allowed, so of these some are too many unless asking takes ten seconds.
  const answers = await Promise.all(
    Array.from({ length: 400 }, () =>
      api.getAuthorizationToken({ domain: 'quirks' }).then(
        () => 200,
        (error) => `${error.$metadata.httpStatusCode} ${error.name}`,
      ),
    ),
  );
  expect(new Set(answers)).toEqual(new Set([200, '429 ThrottlingException']));
});
