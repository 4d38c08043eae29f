import pLimit, { type Limit } from 'p-limit';
import type { Cell, GridRow, ReleaseGrid } from '../../console/api/release-grid';
import type { Release } from '../../contract';
import { type LedgerItem, ledgerItems } from '../releases/ledger';
import { readRelease } from '../releases/read-release';
import type { Target } from '../target';
import { createGridCells } from './grid-cells';
import { type HeldVersion, heldVersions } from './held-versions';
import { shareAnswer } from './share-answer';

/** What a region's two repositories hold now. */
export interface Holdings {
  readonly region: string;
  readonly release: ReadonlyMap<string, HeldVersion>;
  readonly staging: ReadonlyMap<string, HeldVersion>;
  /** Why nothing is known about the region. */
  readonly problem?: string;
}

/** Calls at once, in each region: well below what a region answers, so that the console takes nothing from the runs. */
const AT_ONCE = 5;

/**
 * Asks the repositories of every region what they hold now, and compares it with the stored builds. Per package, a
 * region is asked for its versions each time; for the hashes of a version only when its revision is a new one.
 */
export function createReleaseGrid(target: Target): () => Promise<ReleaseGrid> {
  const { regions } = target.config;
  const limits = new Map(regions.map((region) => [region, pLimit(AT_ONCE)]));
  const limitOf = (region: string) => limits.get(region) as Limit;
  const stored = pLimit(AT_ONCE);
  const cellOf = createGridCells(target, limitOf);
  // A stored build never changes: its key is its digest.
  const manifests = new Map<string, Promise<Release>>();
  const manifestOf = (row: LedgerItem): Promise<Release> | undefined => {
    const { digest } = row;
    if (digest === undefined) return undefined;
    const key = `${row.package} ${row.version} ${digest}`;
    const known = manifests.get(key) ?? stored(() => readRelease(target, { ...row, digest }));
    manifests.set(key, known);
    known.catch(() => manifests.delete(key));
    return known;
  };
  return shareAnswer(async () => {
    const [ledger, ...holdings] = await Promise.all([
      ledgerItems(target),
      ...regions.map((region) => holdingsOf(target, region, limitOf(region))),
    ]);
    const rows = allVersions(ledger, holdings).map(async (row): Promise<GridRow> => {
      const build = await manifestOf(row)?.then(
        (release) => ({ release }),
        ({ message }: Error) => ({ unread: message }),
      );
      const cells: Cell[] = await Promise.all(holdings.map((held) => cellOf(held, { row, ...build })));
      const { package: name, version, digest, releaseState, updatedAt } = row;
      return { package: name, version, ledger: releaseState, digest, updatedAt, cells };
    });
    return { regions, rows: await Promise.all(rows) };
  });
}

async function holdingsOf(target: Target, region: string, limit: Limit): Promise<Holdings> {
  const client = target.clients.codeArtifact(region);
  const { domain, releaseRepository, stagingRepository } = target.config;
  try {
    const [release, staging] = await Promise.all([
      heldVersions(client, { domain, repository: releaseRepository }, limit),
      heldVersions(client, { domain, repository: stagingRepository }, limit),
    ]);
    return { region, release, staging };
  } catch (error) {
    const { name, message } = error as Error;
    return { region, release: new Map(), staging: new Map(), problem: `${name}: ${message}` };
  }
}

/** Versions of the ledger, and those that a repository holds without it. The newest package versions come first. */
function allVersions(ledger: readonly LedgerItem[], holdings: readonly Holdings[]): LedgerItem[] {
  const rows = new Map(ledger.map((row) => [`${row.package} ${row.version}`, row]));
  for (const held of holdings) {
    for (const key of [...held.release.keys(), ...held.staging.keys()]) {
      const [name, version] = key.split(' ') as [string, string];
      if (!rows.has(key)) rows.set(key, { package: name, version });
    }
  }
  const collator = new Intl.Collator('en', { numeric: true });
  return [...rows.values()].sort(
    (a, b) => collator.compare(a.package, b.package) || collator.compare(b.version, a.version),
  );
}
