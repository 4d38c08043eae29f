/**
 * What a region's repositories hold of a version, compared with the stored build: `published` with the same hashes,
 * `missing`, `partial` (some files), `differs` (other bytes or files), `staged` (not released), `withdrawn` (hidden from
 * consumers), `absent` (nothing, as it should be), `leftover` (served, though a rollback should
 * have removed it), `unknown` (the region did not answer, or the stored build could not be read).
 */
export type CellState =
  | 'published'
  | 'missing'
  | 'partial'
  | 'differs'
  | 'staged'
  | 'withdrawn'
  | 'absent'
  | 'leftover'
  | 'unknown';

/** One asset: what the stored build has, what the region has. */
export interface AssetHashes {
  readonly name: string;
  readonly expected?: string;
  readonly found?: string;
}

/** One version in one region. */
export interface Cell {
  readonly region: string;
  readonly state: CellState;
  /** One sentence for people. */
  readonly why: string;
  readonly assets: readonly AssetHashes[];
}

/** One version in every region. */
export interface GridRow {
  readonly package: string;
  readonly version: string;
  /** State of the version in the ledger; undefined where the ledger does not know it. */
  readonly ledger?: string;
  readonly digest?: string;
  readonly updatedAt?: string;
  readonly cells: readonly Cell[];
}

/** Packages × versions × regions, as the repositories answer now. */
export interface ReleaseGrid {
  readonly regions: readonly string[];
  readonly rows: readonly GridRow[];
}
