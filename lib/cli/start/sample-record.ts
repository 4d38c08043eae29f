import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the last start pushed, so that the next one need not push it again. */
export interface SampleRecord {
  /** {@link SampleSource.hash} of what was pushed. */
  readonly hash: string;
  readonly commit: string;
  /** Known once a run was started for it. */
  readonly package?: string;
  readonly version?: string;
}

const pathIn = (state: string) => join(state, 'sample.json');

/** Reads the record of a state folder. */
export function readSampleRecord(state: string): SampleRecord | undefined {
  try {
    return JSON.parse(readFileSync(pathIn(state), 'utf8')) as SampleRecord;
  } catch {
    return undefined;
  }
}

/** Writes the record of a state folder. */
export function writeSampleRecord(state: string, record: SampleRecord): void {
  mkdirSync(state, { recursive: true });
  writeFileSync(pathIn(state), `${JSON.stringify(record, undefined, 2)}\n`);
}
