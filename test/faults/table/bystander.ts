import type { Release } from '../../../lib/contract';
import { isSame } from '../checks/region-reader';
import { PACKAGE, type TableWorld } from './table-world';
import { wholeOf } from './watch';

/** Another version of the package, published in every region before anything is broken: no cell may touch it. */
export async function publishBystander(world: TableWorld): Promise<Release> {
  const [release] = await world.releases.make(PACKAGE, world.nextVersions(1));
  if (release === undefined) throw new Error('expected a release, found none');
  const { version, digest } = release;
  const { status, error, cause } = await world.end(await world.start({ package: PACKAGE, version, digest }));
  if (status !== 'SUCCEEDED')
    throw new Error(`expected ${PACKAGE} ${version} to be published: ${error} ${cause}`);
  return release;
}

/** P3 for what no run of a cell has anything to do with. */
export async function checkBystander(world: TableWorld, { version, ...release }: Release): Promise<string[]> {
  const problems = world.regions.map(async (region) => {
    const now = await world.until(`${version} in ${region}`, () =>
      world.reader.shown(region, PACKAGE, version),
    );
    if (isSame(now, wholeOf({ version, ...release }))) return [];
    return [`P3: region ${region} no longer serves ${version}, which no run was about: ${Object.keys(now)}`];
  });
  return (await Promise.all(problems)).flat();
}
