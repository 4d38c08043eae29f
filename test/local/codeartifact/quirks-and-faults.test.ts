import { PackageStore } from '../../../lib/local/codeartifact/package-store';
import { basic, sdist, sha256, upload, wheel } from './distributions';
import { type Harness, startHarness } from './harness';

let harness: Harness;
let token: string;

const PACKAGE = { domain: 'acme', repository: 'staging', format: 'pypi', package: 'word-count' };
const publish = async (version = '1.0') =>
  upload(harness.index('staging'), token, await wheel('word-count', version));
const assets = async () =>
  (await harness.call('ListPackageVersionAssets', { ...PACKAGE, packageVersion: '1.0' })).assets;
const page = async () =>
  (await fetch(`${harness.index('staging')}simple/word-count/`, { headers: basic(token) })).status;

async function restart(options: Parameters<typeof startHarness>[0]) {
  await harness.close();
  harness = await startHarness(options);
  token = await harness.token();
}

beforeEach(async () => {
  harness = await startHarness();
  token = await harness.token();
});
afterEach(() => harness.close());

describe('lag', () => {
  test('what was published is seen only after a while', async () => {
    await restart({ quirks: { listLagMilliseconds: 2000 } });
    expect((await publish()).status).toBe(200);
    await expect(assets()).rejects.toMatchObject({ details: { resourceType: 'package-version' } });
    harness.clock.time += 1000;
    await upload(harness.index('staging'), token, sdist('word-count', '1.0'));
    harness.clock.time += 1000;
    expect(await assets()).toHaveLength(1);
    harness.clock.time += 1000;
    expect(await assets()).toHaveLength(2);
  });

  test('what was copied is seen only after a while', async () => {
    await restart({ quirks: { listLagMilliseconds: 2000 } });
    await publish();
    harness.clock.time += 2000;
    const { repository: _, ...copied } = PACKAGE;
    await harness.call('CopyPackageVersions', {
      ...copied,
      sourceRepository: 'staging',
      destinationRepository: 'release',
      versions: ['1.0'],
    });
    const described = () =>
      harness.call('DescribePackageVersion', { ...PACKAGE, repository: 'release', packageVersion: '1.0' });
    await expect(described()).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
    harness.clock.time += 2000;
    expect((await described()).packageVersion.status).toBe('Published');
  });

  test('a conflict is found even before the version is seen', async () => {
    await restart({ quirks: { listLagMilliseconds: 2000 } });
    await publish();
    const other = await upload(harness.index('staging'), token, await wheel('word-count', '1.0', 'y = 1\n'));
    expect(other.status).toBe(409);
  });
});

describe('quotas', () => {
  test('more than ten uploads in a second are throttled until the next', async () => {
    await restart({ quirks: { quotas: true } });
    const answers: Response[] = [];
    for (let i = 0; i < 11; i += 1) answers.push(await publish(`${i}.0`));
    expect(answers.map(({ status }) => status)).toEqual([...Array(10).fill(200), 429]);
    expect(answers.at(-1)?.headers.get('retry-after')).toBe('1');
    harness.clock.time += 1000;
    expect((await publish('10.0')).status).toBe(200);
  });

  test('more than five copies in a second are throttled', async () => {
    await restart({ quirks: { quotas: true } });
    const { repository: _, ...copied } = PACKAGE;
    const request = {
      ...copied,
      sourceRepository: 'staging',
      destinationRepository: 'release',
      versions: ['1.0'],
    };
    await publish();
    const codes: string[] = [];
    for (let i = 0; i < 6; i += 1)
      codes.push(
        await harness.call('CopyPackageVersions', request).then(
          () => 'copied',
          (error) => error.code,
        ),
      );
    expect(codes).toEqual([...Array(5).fill('copied'), 'ThrottlingException']);
  });

  test('a version has at most 150 files', async () => {
    await restart({ quirks: { quotas: true } });
    await publish();
    const packages = new PackageStore(harness.store);
    const address = { region: 'us-east-1', domain: 'acme', repository: 'staging', package: 'word-count' };
    const version = await packages.getVersion(address, '1.0');
    const [asset] = Object.values(version!.assets);
    const holding = (count: number) =>
      packages.write(address, { restrictions: { publish: 'ALLOW', upstream: 'BLOCK' }, sequence: 1 }, [
        {
          after: {
            ...version!,
            assets: Object.fromEntries(Array.from({ length: count }, (_, i) => [`file ${i}`, asset!])),
          },
        },
      ]);
    await holding(150);
    expect((await publish()).status).toBe(402);
    await holding(149);
    expect((await publish()).status).toBe(200);
  });

  test('without the quirk nothing is throttled', async () => {
    const answers = await Promise.all(Array.from({ length: 15 }, (_, i) => publish(`${i}.0`)));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
  });
});

describe('faults', () => {
  const PUBLISH = { service: 'codeartifact', operation: 'PublishPackageVersion', times: 1 };

  test('an error is answered and nothing is published', async () => {
    harness.faults.add({
      ...PUBLISH,
      effect: { kind: 'error', status: 503, code: 'ServiceUnavailable', retryAfterSeconds: 3 },
    });
    const answer = await publish();
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '3']);
    await expect(assets()).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
    expect((await publish()).status).toBe(200);
  });

  test('a fault can be meant for one file', async () => {
    harness.faults.add({
      ...PUBLISH,
      matching: 'word-count/1.0/word_count-1.0.tar.gz',
      effect: { kind: 'error', status: 500, code: 'InternalServerException' },
    });
    expect((await publish()).status).toBe(200);
    const source = sdist('word-count', '1.0');
    expect((await upload(harness.index('staging'), token, source)).status).toBe(500);
    expect((await upload(harness.index('staging'), token, source)).status).toBe(200);
  });

  test('a reset breaks the connection and nothing is published', async () => {
    harness.faults.add({ ...PUBLISH, effect: { kind: 'reset' } });
    await expect(publish()).rejects.toThrow('fetch failed');
    await expect(assets()).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
  });

  test('a lost answer breaks the connection after the asset was published', async () => {
    harness.faults.add({ ...PUBLISH, effect: { kind: 'lost-answer' } });
    await expect(publish()).rejects.toThrow('fetch failed');
    expect(await assets()).toHaveLength(1);
  });

  test('wrong bytes are stored with the hashes of the wrong bytes', async () => {
    harness.faults.add({ ...PUBLISH, effect: { kind: 'wrong-bytes' } });
    const file = await wheel('word-count', '1.0');
    expect((await publish()).status).toBe(200);
    const path = `simple/word-count/1.0/${file.fileName}`;
    const response = await fetch(harness.index('staging') + path, { headers: basic(token) });
    const served = Buffer.from(await response.arrayBuffer());
    expect(served.equals(file.bytes)).toBe(false);
    expect(served).toHaveLength(file.bytes.length);
    const [stored] = await assets();
    expect(stored.hashes['SHA-256']).toBe(sha256(served));
  });

  test('a delay passes before the upload takes effect', async () => {
    const before = harness.clock.now();
    harness.faults.add({ ...PUBLISH, effect: { kind: 'delay', milliseconds: 5000 } });
    expect((await publish()).status).toBe(200);
    expect(harness.clock.now()).toBe(before + 5000);
  });

  test('reads can be hit too, in one region', async () => {
    await publish();
    harness.faults.add({
      region: 'eu-west-1',
      effect: { kind: 'error', status: 500, code: 'InternalServerException' },
    });
    expect(await page()).toBe(200);
    harness.faults.add({
      region: 'us-east-1',
      operation: 'ReadFromRepository',
      effect: { kind: 'error', status: 500, code: 'InternalServerException' },
    });
    expect(await page()).toBe(500);
  });
});

test('what was published is there after a restart', async () => {
  await publish();
  const before = await assets();
  const { store, directory } = harness;
  const again = await startHarness({ store, directory });
  const after = await again.call('ListPackageVersionAssets', { ...PACKAGE, packageVersion: '1.0' });
  expect(after.assets).toEqual(before);
  await again.close();
});
