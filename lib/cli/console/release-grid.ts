import type { Cell, GridRow, ReleaseGrid } from '../../console/api/release-grid';
import type { Release } from '../../contract';
import { readRelease } from '../releases/read-release';
import { regionHolding } from '../releases/region-holding';
import type { Target } from '../target';
import { heldVersions } from './held-versions';
import { type LedgerRow, ledgerItems } from './ledger-items';

interface Holdings {
  readonly region: string;
  readonly release: ReadonlyMap<string, string>;
  readonly staging: ReadonlyMap<string, string>;
  /** Why nothing is known about the region. */
  readonly problem?: string;
}

/** Asks the repositories of every region what they hold now, and compares it with the stored builds. */
export function createReleaseGrid(target: Target): () => Promise<ReleaseGrid> {
  // A stored build never changes: its key is its digest.
  const manifests = new Map<string, Promise<Release>>();
  const manifestOf = (row: LedgerRow): Promise<Release> | undefined => {
    if (row.digest === undefined) return undefined;
    const key = `${row.package} ${row.version} ${row.digest}`;
    const known = manifests.get(key) ?? readRelease(target, { ...row, digest: row.digest });
    manifests.set(key, known);
    known.catch(() => manifests.delete(key));
    return known;
  };
  return async () => {
    const { regions } = target.config;
    const [ledger, ...holdings] = await Promise.all([
      ledgerItems(target),
      ...regions.map((region) => holdingsOf(target, region)),
    ]);
    const rows: GridRow[] = [];
    for (const row of allVersions(ledger, holdings)) {
      const release = await manifestOf(row)?.catch(() => undefined);
      const cells = await Promise.all(holdings.map((held) => cellOf(target, held, { row, release })));
      const { package: name, version, digest, releaseState, updatedAt } = row;
      rows.push({ package: name, version, ledger: releaseState, digest, updatedAt, cells });
    }
    return { regions, rows };
  };
}

async function holdingsOf(target: Target, region: string): Promise<Holdings> {
  const client = target.clients.codeArtifact(region);
  const { domain, releaseRepository, stagingRepository } = target.config;
  try {
    const [release, staging] = await Promise.all([
      heldVersions(client, { domain, repository: releaseRepository }),
      heldVersions(client, { domain, repository: stagingRepository }),
    ]);
    return { region, release, staging };
  } catch (error) {
    const { name, message } = error as Error;
    return { region, release: new Map(), staging: new Map(), problem: `${name}: ${message}` };
  }
}

/** Versions of the ledger, and those that a repository holds without it. The newest package versions come first. */
function allVersions(ledger: readonly LedgerRow[], holdings: readonly Holdings[]): LedgerRow[] {
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

async function cellOf(
  target: Target,
  held: Holdings,
  { row, release }: { row: LedgerRow; release?: Release },
): Promise<Cell> {
  const key = `${row.package} ${row.version}`;
  const { region, problem } = held;
  if (problem !== undefined) return { region, state: 'unknown', why: problem, assets: [] };
  const status = held.release.get(key);
  const expected = (release?.assets ?? []).map(({ name, sha256 }) => ({ name, expected: sha256 }));
  if (status === undefined) {
    if (row.releaseState === 'Published')
      return {
        region,
        state: 'missing',
        why: 'the ledger says published, the version is not there',
        assets: expected,
      };
    if (held.staging.has(key))
      return { region, state: 'staged', why: 'staged; consumers do not see it', assets: expected };
    return { region, state: 'absent', why: 'not there, as it should be', assets: [] };
  }
  if (status !== 'Published')
    return {
      region,
      state: 'withdrawn',
      why: `its status is ${status}: consumers do not find it`,
      assets: expected,
    };
  const { verdict, why, assets } = await regionHolding(target, region, {
    ...row,
    assets: release?.assets ?? [],
  });
  if (release === undefined)
    return { region, state: 'differs', why: 'the ledger knows no stored build to compare with', assets };
  const state = verdict === 'same' ? 'published' : verdict;
  return { region, state, why, assets };
}
