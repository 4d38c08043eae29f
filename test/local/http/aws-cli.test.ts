import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type StandIn, startStandIn } from './stand-in';

const CLI = join(__dirname, '../../../.venv/bin/aws');
const PYTHON = join(__dirname, '../../../.venv/bin/python');
const run = promisify(execFile);

let standIn: StandIn;
beforeAll(async () => {
  if (!existsSync(CLI))
    throw new Error(`expected the aws CLI at ${CLI}; see the message of findModelDirectory`);
  standIn = await startStandIn();
});
afterAll(() => standIn.endpoint.close());
beforeEach(() => {
  standIn.inputs.length = 0;
});

function environment() {
  const { accessKeyId, secretAccessKey } = standIn.config.credentials;
  return {
    AWS_ENDPOINT_URL: standIn.url,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_DEFAULT_REGION: 'eu-west-1',
    AWS_MAX_ATTEMPTS: '1',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  };
}

async function aws(...args: string[]): Promise<any> {
  const { stdout } = await run(CLI, [...args, '--output', 'json'], { env: environment() });
  return stdout.trim() === '' ? undefined : JSON.parse(stdout);
}

test('the aws CLI speaks AWS Query with lists and maps', async () => {
  const attributes = '{"a":{"DataType":"String","StringValue":"v"}}';
  const topic = ['--topic-arn', 'arn:aws:sns:eu-west-1:000000000000:t'];
  expect(
    await aws('sns', 'publish', ...topic, '--message', 'm&n', '--message-attributes', attributes),
  ).toEqual({
    MessageId: 'm',
  });
  expect(standIn.inputs[0]).toMatchObject({
    Message: 'm&n',
    MessageAttributes: { a: { DataType: 'String', StringValue: 'v' } },
  });
  await aws('sns', 'create-topic', '--name', 't', '--attributes', 'A=b', '--tags', 'Key=k,Value=v');
  expect(standIn.inputs[1]).toEqual({ Name: 't', Attributes: { A: 'b' }, Tags: [{ Key: 'k', Value: 'v' }] });
  expect(await aws('sts', 'get-caller-identity')).toMatchObject({
    Arn: 'arn:aws:iam::000000000000:user/operator',
  });
});

test('the aws CLI uploads in parts, downloads, and sees errors as AWS gives them', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cli-'));
  const file = join(folder, 'file');
  await writeFile(file, Buffer.alloc(9_000_000, 'x'));
  await run(CLI, ['s3', 'cp', '--quiet', file, 's3://buck/big'], { env: environment() });
  expect(
    standIn.inputs
      .map((input) => input.PartNumber)
      .filter(Boolean)
      .sort(),
  ).toEqual([1, 2]);
  await run(CLI, ['s3api', 'put-object', '--bucket', 'buck', '--key', 'k', '--body', file], {
    env: environment(),
  });
  await run(CLI, ['s3api', 'get-object', '--bucket', 'buck', '--key', 'k', `${file}2`], {
    env: environment(),
  });
  expect((await readFile(`${file}2`)).equals(await readFile(file))).toBe(true);
  await expect(aws('s3api', 'get-object', '--bucket', 'buck', '--key', 'none', 'x')).rejects.toMatchObject({
    stderr: expect.stringContaining('(NoSuchKey) when calling the GetObject operation: The specified key'),
  });
  await expect(aws('ec2', 'describe-instances')).rejects.toMatchObject({
    stderr: expect.stringContaining('(UnknownOperationException)'),
  });
});

test('botocore calls every protocol, invokes a function and presigns an address', async () => {
  const script = `
import botocore.session, json, urllib.request
from botocore.config import Config
s = botocore.session.get_session()
c = lambda name, **k: s.create_client(name, config=Config(**k))
print(json.dumps([
  c('lambda').invoke(FunctionName='f', Payload=b'{"in":1}')['Payload'].read().decode(),
  c('stepfunctions').start_execution(stateMachineArn='arn')['executionArn'],
  c('codeartifact').list_package_versions(domain='dom', repository='rep', format='pypi', package='p')['versions'],
]))
s3 = c('s3', signature_version='s3v4')
s3.put_object(Bucket='buck', Key='a b/ü', Body=b'hello')
url = s3.generate_presigned_url('get_object', Params={'Bucket': 'buck', 'Key': 'a b/ü'}, ExpiresIn=60)
print(urllib.request.urlopen(url).read().decode())
print(url)`;
  const { stdout } = await run(PYTHON, ['-c', script], { env: environment() });
  const [first, body, url] = stdout.trim().split('\n') as [string, string, string];
  expect(JSON.parse(first)).toEqual(['{"a":1}', 'arn:execution', [{ version: '1.0', status: 'Published' }]]);
  expect(body).toBe('hello');
  expect((await fetch(url)).status).toBe(200);
  expect((await fetch(url.replace('X-Amz-Expires=60', 'X-Amz-Expires=61'))).status).toBe(403);
  standIn.clock.time += 120_000;
  const late = await fetch(url);
  expect([late.status, await late.text()]).toEqual([403, expect.stringContaining('Request has expired')]);
});
