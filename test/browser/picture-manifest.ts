import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createWebBundle } from '../../lib/console/web-bundle';

const ROOT = join(__dirname, '../..');
const { withLock } = require('../../bin/setup/lock.js');
const FOLDER = join(ROOT, 'lib/console/pictures');
const FILE = join(FOLDER, 'manifest.json');

/** What the README's pictures show, and which files they are. */
interface Manifest {
  /** SHA-256 of what a browser gets of the console, and of the states that it draws. */
  readonly shows: string;
  /** SHA-256 of each picture. */
  readonly pictures: Readonly<Record<string, string>>;
}

/**
 * Tells whether the README's pictures are of the console as it is. Pixels differ from run to run, since times and
 * names do; so the pictures are held to what they were taken of.
 */
export const pictureManifest = {
  file: FILE,
  async current(): Promise<Manifest> {
    return { shows: await fingerprint(), pictures: picturesIn(FOLDER) };
  },
  read: (): Manifest => JSON.parse(readFileSync(FILE, 'utf8')),
  /** Writes the manifest, when this is a run that takes the README's pictures. */
  async write(): Promise<void> {
    if (process.env['PICTURES'] !== 'lib/console/pictures') return;
    writeFileSync(FILE, `${JSON.stringify(await pictureManifest.current(), undefined, 2)}\n`);
  },
};

/** Comments and formatting of the sources change nothing here; what the bundler makes of them does. */
async function fingerprint(): Promise<string> {
  const hash = createHash('sha256');
  const bundle = createWebBundle({ projectRoot: ROOT, withLock });
  for (const name of ['main.js', 'main.css']) {
    const asset = await bundle.asset(name);
    if (asset === undefined) throw new Error(`expected the bundle to have ${name}`);
    hash.update(asset.body);
  }
  return hash.update(drawnStates()).digest('hex');
}

/** Names, types and transitions of the workflow's states, which the run's graph shows. */
function drawnStates(): string {
  const { States } = JSON.parse(readFileSync(join(ROOT, 'state-machines/publish.asl.json'), 'utf8'));
  return JSON.stringify(
    Object.entries<any>(States).map(([name, { Type, Next, Default, Choices = [], Catch = [] }]) => [
      ...[name, Type, Next, Default],
      [...Choices, ...Catch].map((one) => one.Next),
    ]),
  );
}

function picturesIn(folder: string): Record<string, string> {
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.png')) : [];
  const hashOf = (name: string) =>
    createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('hex');
  return Object.fromEntries(files.sort().map((name) => [name, hashOf(name)]));
}
