import type { Limit } from 'p-limit';
import type { Cell } from '../../console/api/release-grid';
import type { Release } from '../../contract';
import type { LedgerItem } from '../releases/ledger';
import { type RegionHolding, regionHolding } from '../releases/region-holding';
import type { Target } from '../target';
import type { HeldVersion } from './held-versions';
import type { Holdings } from './release-grid';

/** A version as the ledger knows it, with its stored build if there is one. */
interface Version {
  readonly row: LedgerItem;
  readonly release?: Release;
  /** Why the stored build that the ledger names could not be read. */
  readonly unread?: string;
}

/** Creates what tells how a region's holding of a version compares with what the ledger promises. */
export function createGridCells(target: Target, limitOf: (region: string) => Limit) {
  // One per cell, replaced with each new revision of the version or build to compare with.
  const compared = new Map<string, { of: string; holding: RegionHolding }>();

  /** Two calls, and none where the same revision was compared with the same build before. */
  const compare = async (region: string, { revision, status }: HeldVersion, { row, release }: Version) => {
    const cell = `${region} ${row.package} ${row.version}`;
    const of = `${revision} ${status} ${release?.digest ?? ''}`;
    const known = compared.get(cell);
    if (known?.of === of) return known.holding;
    const holding = await limitOf(region)(() =>
      regionHolding(target, region, { ...row, assets: release?.assets ?? [] }),
    );
    if (holding.verdict === 'unknown') compared.delete(cell);
    else compared.set(cell, { of, holding });
    return holding;
  };

  return async (held: Holdings, version: Version): Promise<Cell> => {
    const { region, problem } = held;
    if (problem !== undefined) return { region, state: 'unknown', why: problem, assets: [] };
    const { row, release, unread } = version;
    const key = `${row.package} ${row.version}`;
    const found = held.release.get(key);
    if (found === undefined) return { region, ...notThere(version, held.staging.has(key)) };
    const { verdict, why, assets } = await compare(region, found, version);
    if (found.status !== 'Published') {
      const hidden = `its status is ${found.status}: consumers do not find it`;
      return { region, state: 'withdrawn', why: hidden, assets };
    }
    if (unread !== undefined)
      return { region, state: 'unknown', why: `the stored build could not be read: ${unread}`, assets };
    if (release === undefined)
      return { region, state: 'differs', why: 'the ledger knows no stored build to compare with', assets };
    if (row.releaseState === 'RollbackIncomplete') {
      const owed = 'a rollback should have removed it, and could not';
      return { region, state: 'leftover', why: owed, assets };
    }
    return { region, state: verdict === 'same' ? 'published' : verdict, why, assets };
  };
}

function notThere({ row, release }: Version, staged: boolean): Omit<Cell, 'region'> {
  const assets = expectedOf(release);
  if (row.releaseState === 'Published')
    return { state: 'missing', why: 'the ledger says published, the version is not there', assets };
  if (staged) return { state: 'staged', why: 'staged; consumers do not see it', assets };
  return { state: 'absent', why: 'not there, as it should be', assets: [] };
}

const expectedOf = (release: Release | undefined) =>
  (release?.assets ?? []).map(({ name, sha256 }) => ({ name, expected: sha256 }));
