import pLimit from 'p-limit';
import type { Release } from '../../../lib/contract';
import { publishBystander } from './bystander';
import { type Cell, cellsOf } from './cells';
import { type Place, recordPlaces } from './record-places';
import { type CellResult, runCell } from './run-cell';
import { scenariosFor, UNTIL_SWEPT_MS } from './scenarios';
import { PACKAGE, type TableWorld } from './table-world';

/** How a table is run. */
export interface TableOptions {
  /** Which of the cells. @default all */
  readonly select?: (cells: readonly Cell[]) => readonly Cell[];
  /** Names of scenarios. @default all */
  readonly scenarios?: readonly string[];
  /** How many cells at once, where they can share a runtime. */
  readonly concurrency: number;
  readonly write: (line: string) => void;
}

/** What a table showed. */
export interface TableReport {
  readonly places: readonly Place[];
  readonly cells: readonly Cell[];
  readonly results: readonly CellResult[];
}

/**
 * Records the calls of each scenario; a call that two scenarios make, of runs or of recoveries, is a place of the first
 * one, in whichever region. */
export async function recordAll(world: TableWorld, names?: readonly string[]): Promise<Place[]> {
  const places = new Map<string, Place>();
  for (const scenario of scenariosFor(world.regions).filter(({ name }) => names?.includes(name) ?? true))
    for (const found of await recordPlaces(world, scenario)) {
      const where = world.regions.reduce((place, region) => place.replace(region, 'region'), found.place);
      const key = `${scenario.recovers ? 'recovery' : 'run'} ${where}`;
      if (!places.has(key)) places.set(key, found);
    }
  return [...places.values()];
}

/** Records the calls, and breaks them one by one. */
export async function runTable(world: TableWorld, options: TableOptions): Promise<TableReport> {
  const places = await recordAll(world, options.scenarios);
  const all = cellsOf(places);
  const cells = options.select?.(all) ?? all;
  options.write(`${places.length} calls recorded, ${cells.length} of ${all.length} cells to run`);
  const results: CellResult[] = [];
  const bystander = await publishBystander(world);
  const run = async (cell: Cell): Promise<void> => {
    const result = await runCellSafely(world, cell, bystander);
    const settled = result.settle ? ' (lock held until its lease is over)' : '';
    options.write(
      `${mark(result)} ${cell.name}: ${result.outcome}${settled}, ${result.seconds.toFixed(0)} s`,
    );
    for (const problem of result.problems) options.write(`    ${problem}`);
    results.push(result);
  };
  const limit = pLimit(options.concurrency);
  await Promise.all(cells.filter(({ alone }) => !alone).map((cell) => limit(() => run(cell))));
  await settleAll(world, results, options.write);
  for (const cell of cells.filter(({ alone }) => alone)) await run(cell);
  return { places, cells, results };
}

async function runCellSafely(world: TableWorld, cell: Cell, bystander: Release): Promise<CellResult> {
  const [version = ''] = world.nextVersions(1);
  const start = Date.now();
  try {
    const [release] = await world.releases.make(PACKAGE, [version]);
    if (release === undefined) throw new Error('expected a release, found none');
    return await runCell(world, cell, { release, bystander });
  } catch (error) {
    await world.runtime.disarm(cell.name).catch(() => 0);
    const { message, cause } = error as Error;
    const problem = `the cell could not be run (${version}): ${message}${cause ? ` (${cause})` : ''}`;
    return { cell, outcome: 'none', problems: [problem], seconds: (Date.now() - start) / 1000 };
  }
}

/** Lets the leases of all locks that are still held run out at once, and looks at what the sweeper makes of them. */
async function settleAll(
  world: TableWorld,
  results: CellResult[],
  write: (line: string) => void,
): Promise<void> {
  const held = results.filter(({ settle }) => settle !== undefined);
  if (held.length === 0) return;
  write(`${held.length} lock(s) are held: four hours pass`);
  await world.runtime.jump(UNTIL_SWEPT_MS);
  for (const result of held) {
    const problems = [...result.problems, ...((await result.settle?.()) ?? [])];
    results[results.indexOf(result)] = { ...result, problems };
    if (problems.length > result.problems.length) {
      write(`VIOLATION ${result.cell.name}, after its lease`);
      for (const problem of problems) write(`    ${problem}`);
    }
  }
}

function mark({ problems }: CellResult): string {
  return problems.length === 0 ? 'ok       ' : 'VIOLATION';
}
