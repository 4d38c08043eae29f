import { PackageStore, type VersionRecord } from '../../../lib/local/codeartifact/package-store';
import { openStore, type Store } from '../../../lib/local/storage/store';

const address = { region: 'us-east-1', domain: 'd', repository: 'r', package: 'p' };
const restrictions = { publish: 'ALLOW', upstream: 'BLOCK' } as const;

const version = (name: string): VersionRecord => ({
  version: name,
  revision: name,
  status: 'Published',
  publishedTime: 0,
  enteredThrough: 'r',
  metadata: { displayName: 'p' },
  assets: {},
});

/** A store whose batches reach the disk only when they are let. */
async function heldStore() {
  const store = await openStore();
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const holding: Store = {
    ...store,
    async batch(writes) {
      await held;
      await store.batch(writes);
    },
  };
  return { packages: new PackageStore(holding), release };
}

const names = async (packages: PackageStore) =>
  (await packages.listVersions(address)).map(({ version: name }) => name);

test('the list of versions follows each change, and is the same one until then', async () => {
  const packages = new PackageStore(await openStore());
  await packages.write(address, { restrictions, sequence: 1 }, [{ after: version('1.0') }]);
  const list = await packages.listVersions(address);
  expect(await packages.listVersions(address)).toBe(list);
  await packages.write({ ...address, package: 'other' }, { restrictions, sequence: 1 }, []);
  expect(await packages.listVersions(address)).toBe(list);
  await packages.write(address, { restrictions, sequence: 2 }, [{ after: version('2.0') }]);
  expect(await names(packages)).toEqual(['1.0', '2.0']);
  await packages.write(address, undefined, [{ before: version('1.0') }, { before: version('2.0') }]);
  expect(await names(packages)).toEqual([]);
});

test('a list that was read while a change was being written is not kept beyond it', async () => {
  const { packages, release } = await heldStore();
  const writing = packages.write(address, { restrictions, sequence: 1 }, [{ after: version('1.0') }]);
  expect(await names(packages)).toEqual([]);
  release();
  await writing;
  expect(await names(packages)).toEqual(['1.0']);
});

test('a list that could not be read is read again', async () => {
  const store = await openStore();
  let broken = false;
  const packages = new PackageStore({
    ...store,
    table: (name) => {
      const table = store.table<any>(name);
      const entries: typeof table.entries = (range) => {
        if (broken) throw new Error('the disk does not answer');
        return table.entries(range);
      };
      return Object.assign(Object.create(table), { entries });
    },
  });
  await packages.write(address, { restrictions, sequence: 1 }, [{ after: version('1.0') }]);
  broken = true;
  await expect(names(packages)).rejects.toThrow('the disk does not answer');
  broken = false;
  expect(await names(packages)).toEqual(['1.0']);
});

test('lists are kept up to a size, those that were asked for last', async () => {
  const of = (name: string) => ({ ...address, package: name });
  const packages = new PackageStore(await openStore(), 1000);
  for (const name of ['a', 'b', 'c'])
    await packages.write(of(name), { restrictions, sequence: 1 }, [{ after: version('1.0') }]);
  const [a, b] = [await packages.listVersions(of('a')), await packages.listVersions(of('b'))];
  expect(await packages.listVersions(of('a'))).toBe(a);
  await packages.listVersions(of('c'));
  expect(await packages.listVersions(of('a'))).toBe(a);
  const again = await packages.listVersions(of('b'));
  expect(again).not.toBe(b);
  expect(again).toEqual(b);
});

test('what is no longer kept makes room', async () => {
  const packages = new PackageStore(await openStore(), 1000);
  for (let sequence = 1; sequence < 20; sequence++) {
    await packages.write(address, { restrictions, sequence }, [{ after: version('1.0') }]);
    const list = await packages.listVersions(address);
    expect(await packages.listVersions(address)).toBe(list);
  }
});

test('a list that is larger than all that may be kept is read each time', async () => {
  const packages = new PackageStore(await openStore(), 1000);
  const changes = Array.from({ length: 20 }, (_, patch) => ({ after: version(`1.0.${patch}`) }));
  await packages.write(address, { restrictions, sequence: 1 }, changes);
  const list = await packages.listVersions(address);
  expect(await packages.listVersions(address)).not.toBe(list);
  expect(await names(packages)).toHaveLength(20);
});
