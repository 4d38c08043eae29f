import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CodeartifactClient,
  DescribePackageVersionCommand,
  GetAuthorizationTokenCommand,
  GetRepositoryEndpointCommand,
  ListPackageVersionAssetsCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-codeartifact';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { writeSampleRecord } from '../../../lib/cli/start/sample-record';
import { readSample } from '../../../lib/cli/start/sample-source';
import { startSample } from '../../../lib/cli/start/start-sample';
import { parseConfig } from '../../../lib/config';
import { releaseDigest } from '../../../lib/contract';
import { mockRun, RUN_ARN } from '../mocked-run';
import { ROOT, testContext } from '../test-context';

const assets = [{ name: 'wordcount-1.0.0.tar.gz', sha256: 'b'.repeat(64), size: 20 }];
const release = {
  package: 'wordcount',
  version: '1.0.0',
  digest: releaseDigest(assets),
  revision: 'c',
  assets,
};

const repositories = mockClient(CodeartifactClient);
let state: string;

beforeEach(() => {
  mockRun().sfn.on(StartExecutionCommand).resolves({ executionArn: RUN_ARN });
  mockClient(DynamoDBClient)
    .on(GetItemCommand)
    .resolves({ Item: { digest: { S: release.digest }, releaseState: { S: 'Published' } } });
  const Body = { transformToString: async () => JSON.stringify(release) };
  mockClient(S3Client)
    .on(GetObjectCommand)
    .resolves({ Body: Body as never });
  repositories.reset();
  repositories.on(DescribePackageVersionCommand).resolves({ packageVersion: { status: 'Published' } });
  repositories.on(ListPackageVersionAssetsCommand).resolves({
    assets: assets.map(({ name, sha256 }) => ({ name, hashes: { 'SHA-256': sha256 } })),
  });
  repositories.on(GetRepositoryEndpointCommand).resolves({ repositoryEndpoint: 'http://127.0.0.1:1/' });
  repositories.on(GetAuthorizationTokenCommand).resolves({ authorizationToken: 'token' });
  state = mkdtempSync(join(tmpdir(), 'vigilant-start-'));
  // The last start has pushed the sample as it is.
  const { hash } = readSample(ROOT);
  writeSampleRecord(state, { hash, commit: 'c0ffee', package: 'wordcount', version: '1.0.0' });
});
afterEach(() => rmSync(state, { recursive: true }));

/** A Python that makes environments, and whose pip ends with `code`. */
function python(code: number): string {
  const program = join(state, 'python');
  const script = `#!/bin/sh\ncase "$2" in venv) mkdir -p "$4/bin" ;; *) exit ${code} ;; esac\n`;
  writeFileSync(program, script, { mode: 0o755 });
  return program;
}

/** What a person sees of a start, line by line. */
async function seen({ once, pip = 0 }: { once?: boolean; pip?: number }) {
  const lines: string[] = [];
  const see = (line = '') => void lines.push(line);
  const { context } = testContext({ env: { PATH: process.env['PATH'] } });
  const tools = { venv: state, python: python(pip) };
  const setup = { ...context.setup, layout: () => tools };
  const good = await startSample(
    {
      ...context,
      terminal: { ...context.terminal, print: see, note: see },
      setup,
    },
    {
      ...{ config: parseConfig({ vigilant: {} }), url: 'http://127.0.0.1:1', account: '000000000000' },
      ...{ state, notEmulated: [], close: async () => {} },
    },
    { once, stateOption: 'my state' },
  );
  return { good, lines, text: lines.join('\n') };
}

test('a start that stays up ends with the guide', async () => {
  const { good, lines, text } = await seen({});
  expect(good).toBe(true);
  expect(text).toContain('open it in a browser');
  expect(lines.at(-1)).toMatch(/Ctrl-C; the state stays in /);
});

test('a start that stops says how to go on, and last that the version is published', async () => {
  const { good, lines, text } = await seen({ once: true });
  expect(good).toBe(true);
  expect(lines.at(-1)).toMatch(/^wordcount 1\.0\.0 is published in 3 regions and installs from each/);
  expect(text).toContain(
    `its state stays in ${state}: npx vigilant start --state 'my state' goes on from it`,
  );
  expect(text).not.toMatch(/in a browser|Ctrl-C|Endpoint/);
});

test('a start that stops says last that no region serves a version that was rolled back', async () => {
  repositories.on(DescribePackageVersionCommand).rejects(
    new ResourceNotFoundException({
      $metadata: {},
      message: 'no',
      resourceType: 'package-version' as never,
    }),
  );
  const { good, lines, text } = await seen({ once: true });
  expect(good).toBe(false);
  expect(text).toContain('PublishRolledBack');
  expect(lines.at(-1)).toBe('Rolled back: no region serves wordcount 1.0.0.');
  expect(text).not.toContain('Ctrl-C');
});

test('a start that stops says last that a published version cannot be installed', async () => {
  const { good, lines } = await seen({ once: true, pip: 1 });
  expect(good).toBe(false);
  expect(lines.at(-1)).toMatch(
    /^wordcount 1\.0\.0 is published in 3 regions, but does not install from all of them/,
  );
});
