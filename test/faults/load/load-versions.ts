import type { Release } from '../../../lib/contract';
import type { TableWorld } from '../table/table-world';

/** Where a version fails on purpose. */
export type Failure = 'staging' | 'promotion';

/** A version that the load publishes. */
export interface LoadVersion {
  readonly package: string;
  readonly version: string;
  /** Pushed as a commit and built by the pipeline, or stored as a build stores it and started by hand. */
  readonly origin: 'pushed' | 'stored';
  readonly failure?: Failure;
}

/** How many of what. */
export interface LoadSize {
  readonly packages: number;
  readonly versions: number;
  /** How many of the versions come by a push. */
  readonly pushes: number;
  /** How many of the others fail in a region. */
  readonly failing: number;
}

/** The versions of a load: pushes first, failures last, all of them spread over the packages. */
export function planVersions(
  numbers: readonly string[],
  { packages, pushes, failing }: LoadSize,
): LoadVersion[] {
  return numbers.map((version, index) => {
    const failure = index - (numbers.length - failing);
    return {
      package: `load-package-${(index % packages) + 1}`,
      version,
      origin: index < pushes ? 'pushed' : 'stored',
      ...(failure >= 0 && { failure: failure % 2 === 0 ? 'promotion' : 'staging' }),
    };
  });
}

/** Makes and stores what is not pushed; gives the releases in the order of the versions. */
export async function storeReleases(
  world: TableWorld,
  versions: readonly LoadVersion[],
): Promise<Map<LoadVersion, Release>> {
  const releases = new Map<LoadVersion, Release>();
  const stored = versions.filter(({ origin }) => origin === 'stored');
  for (const name of new Set(stored.map((one) => one.package))) {
    const own = stored.filter((one) => one.package === name);
    const made = await world.releases.make(
      name,
      own.map(({ version }) => version),
    );
    for (const [index, one] of own.entries()) releases.set(one, made[index] as Release);
  }
  return releases;
}
