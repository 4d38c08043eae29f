import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createWebBundle } from '../../lib/console/web-bundle';

const { withLock } = require('../../bin/setup/lock.js');

let root: string;
let builds: string[];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'vigilant-bundle-'));
  builds = [];
  for (const folder of ['lib/console/web', 'lib/console/api', 'lib/contract'])
    mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, 'package-lock.json'), '{}');
  write('first');
});
afterEach(() => rmSync(root, { recursive: true }));

const write = (source: string) => writeFileSync(join(root, 'lib/console/web/main.tsx'), source);

/** A process of its own, as far as the bundle can tell: it shares nothing but the files and the lock. */
const start = (name = 'one') =>
  createWebBundle({
    ...{ projectRoot: root, withLock },
    async build(_, directory) {
      builds.push(name);
      writeFileSync(join(directory, 'main.js'), 'half');
      // The other one gets its turn, as it would while esbuild works.
      await new Promise((resolve) => setImmediate(resolve));
      writeFileSync(join(directory, 'main.js'), `whole, by ${name}`);
    },
  });
const text = async (bundle: ReturnType<typeof createWebBundle>, name = 'main.js') => {
  const asset = await bundle.asset(name);
  return asset && Buffer.from(asset.body).toString();
};

test('two first visits at once build once, and neither gets half of it', async () => {
  const [one, two] = [start('one'), start('two')];
  const answers = await Promise.all([text(one), text(two), text(one), text(two)]);
  expect(builds).toHaveLength(1);
  expect(new Set(answers)).toEqual(new Set([`whole, by ${builds[0]}`]));
});

test('what is built is used by the next start, until the sources change', async () => {
  await text(start());
  await text(start());
  expect(builds).toHaveLength(1);
  write('second');
  await text(start());
  expect(builds).toHaveLength(2);
});

test('a console that is open goes on serving what it began with when another one builds', async () => {
  const open = start('one');
  await text(open);
  write('second');
  expect(await text(start('two'))).toBe('whole, by two');
  expect(await text(open)).toBe('whole, by one');
});

test('a build that failed is tried again by the next visit', async () => {
  let broken = true;
  const bundle = createWebBundle({
    ...{ projectRoot: root, withLock },
    async build(_, directory) {
      if (broken) throw new Error('no space left');
      writeFileSync(join(directory, 'main.js'), 'whole');
    },
  });
  await expect(text(bundle)).rejects.toThrow('no space left');
  broken = false;
  expect(await text(bundle)).toBe('whole');
});

test('only names of files that are served are answered', async () => {
  const bundle = start();
  for (const name of ['inputs.sha256', '../dist/main.js', 'other.js', '__proto__'])
    expect(await bundle.asset(name)).toBeUndefined();
});
