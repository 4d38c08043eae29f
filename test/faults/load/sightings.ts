import type { Release } from '../../../lib/contract';
import { isSame } from '../checks/region-reader';
import type { Shown } from '../index-reader';
import { wholeOf } from '../table/watch';

/** When something was asked for and answered, in milliseconds since the epoch. */
export interface Moment {
  readonly asked: number;
  readonly answered: number;
}

/** What a version came to, and when regions could show it. */
export interface Fate {
  readonly release: Release;
  readonly isPublished: boolean;
  /** From the beginning of the promotion to its end, or to the end of its retraction; undefined without a promotion. */
  readonly window?: { readonly from: number; readonly to: number };
}

/** One way in which a region showed a version. An answer is of some time between its question and its arrival. */
interface Sighting {
  readonly shown: Shown;
  firstAnswered: number;
  lastAsked: number;
}

/**
 * What readers saw of every version in every region, in as much memory as there are versions and regions, however
 * many looks there are.
 */
export class Sightings {
  /** Looks at a version in a region. */
  count = 0;
  private readonly seen = new Map<string, Map<string, Sighting>>();

  /** @param versions those of each package that may be there or not */
  constructor(private readonly versions: ReadonlyMap<string, readonly string[]>) {}

  /** Notes what a region's page of a package showed: its files by version. */
  note(region: string, name: string, page: ReadonlyMap<string, Shown>, { asked, answered }: Moment): void {
    for (const version of this.versions.get(name) ?? []) {
      this.count += 1;
      const shown = page.get(version) ?? {};
      const shape = JSON.stringify(Object.entries(shown).sort());
      const key = keyOf(region, name, version);
      const shapes = this.seen.get(key) ?? new Map<string, Sighting>();
      this.seen.set(key, shapes);
      const known = shapes.get(shape) ?? { shown, firstAnswered: answered, lastAsked: asked };
      known.firstAnswered = Math.min(known.firstAnswered, answered);
      known.lastAsked = Math.max(known.lastAsked, asked);
      shapes.set(shape, known);
    }
  }

  /** What no reader may have seen of a version (P4). */
  judge(fate: Fate, regions: readonly string[]): string[] {
    return regions.flatMap((region) =>
      this.shapes(fate.release, region)
        .flatMap((sighting) => problemsOf(sighting, fate))
        .concat(this.flicker(fate, region))
        .map((problem) => `P4: ${fate.release.package} ${fate.release.version} in ${region}: ${problem}`),
    );
  }

  /**
   * How long regions differed for readers, in milliseconds: from the first answer with the version to the last question
   * that was answered without it. Undefined where nobody saw it.
   */
  difference({ release }: Fate, regions: readonly string[]): number | undefined {
    const all = regions.flatMap((region) => this.shapes(release, region));
    const present = all.filter(({ shown }) => !isAbsent(shown)).map(({ firstAnswered }) => firstAnswered);
    const absent = all.filter(({ shown }) => isAbsent(shown)).map(({ lastAsked }) => lastAsked);
    if (present.length === 0) return undefined;
    return Math.max(0, Math.max(...absent) - Math.min(...present));
  }

  /** A published version that a region showed must not go away again, not even within its window. */
  private flicker({ release, isPublished }: Fate, region: string): string[] {
    const shapes = this.shapes(release, region);
    const present = shapes.find(({ shown }) => isSame(shown, wholeOf(release)));
    const absent = shapes.find(({ shown }) => isAbsent(shown));
    if (!isPublished || !present || !absent || absent.lastAsked <= present.firstAnswered) return [];
    return [`seen, and gone ${absent.lastAsked - present.firstAnswered} ms later`];
  }

  private shapes(release: Release, region: string): Sighting[] {
    return [...(this.seen.get(keyOf(region, release.package, release.version))?.values() ?? [])];
  }
}

function problemsOf({ shown, firstAnswered, lastAsked }: Sighting, fate: Fate): string[] {
  const { isPublished, release, window } = fate;
  if (isAbsent(shown)) {
    const isLate = isPublished && window !== undefined && lastAsked > window.to;
    return isLate ? [`not there ${lastAsked - window.to} ms after its promotion ended`] : [];
  }
  if (!isSame(shown, wholeOf(release))) return [`a part was shown: ${Object.keys(shown).join(', ')}`];
  if (window === undefined) return isPublished ? [] : ['a version was shown that was never promoted'];
  const problems: string[] = [];
  if (firstAnswered < window.from)
    problems.push(`shown ${window.from - firstAnswered} ms before every region had it staged`);
  if (!isPublished && lastAsked > window.to)
    problems.push(`still shown ${lastAsked - window.to} ms after it was taken back`);
  return problems;
}

function isAbsent(shown: Shown): boolean {
  return Object.keys(shown).length === 0;
}

function keyOf(region: string, name: string, version: string): string {
  return `${region} ${name} ${version}`;
}
