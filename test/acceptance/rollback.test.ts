import { causeOf, Deployment, everyRegion, PACKAGE } from './deployment';

const VERSION = '1.0.0';
const deployment = new Deployment();
let digest: string;

const nowhere = everyRegion({});

beforeAll(() => deployment.start());
afterAll(() => deployment.remove());
afterEach(() => deployment.mend());

test('a push is built, stored and, when a region refuses the upload, rolled back everywhere', async () => {
  await deployment.fault('--region', 'eu-west-1', '--operation', 'PublishPackageVersion', '--error', '503');
  const pipeline = await deployment.pipelineOf(await deployment.push({ version: VERSION }));
  expect(pipeline.status).toBe('Failed');
  expect(await deployment.served()).toEqual(nowhere);
  const item = await deployment.ledger(VERSION);
  expect(item).toMatchObject({
    releaseState: { S: 'RolledBack' },
    digest: { S: expect.stringMatching(/^[0-9a-f]{64}$/) },
  });
  expect(item['lockOwner']).toBeUndefined();
  digest = item['digest']?.S ?? '';
});

test.each(['us-east-1', 'us-west-2'])(
  'a run fails as PublishRolledBack and names %s when that region refuses every upload',
  async (region) => {
    await deployment.fault('--region', region, '--operation', 'PublishPackageVersion', '--error', '500');
    const execution = await deployment.run({ package: PACKAGE, version: VERSION, digest });
    expect(execution).toMatchObject({ status: 'FAILED', error: 'PublishRolledBack' });
    expect(causeOf(execution).regions).toEqual([
      expect.objectContaining({ region, error: 'States.TaskFailed', build: expect.any(String) }),
    ]);
    expect(await deployment.served()).toEqual(nowhere);
  },
);

test('a region that fails after the first of two files serves neither', async () => {
  await deployment.fault(
    '--region',
    'us-west-2',
    '--operation',
    'PublishPackageVersion',
    '--matching',
    '.tar.gz',
    '--error',
    '500',
  );
  const execution = await deployment.run({ package: PACKAGE, version: VERSION, digest });
  expect(execution.error).toBe('PublishRolledBack');
  expect(await deployment.served()).toEqual(nowhere);
});
