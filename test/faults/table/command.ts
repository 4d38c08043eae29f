import { readFileSync } from 'node:fs';
import { cellsOf, SLICE } from './cells';
import type { Place } from './record-places';
import { recordAll, runTable } from './run-table';
import { TableWorld } from './table-world';
import { unreachedStates } from './task-states';

/** What `npm run faults -- --table` is asked for. */
export interface TableCommand {
  /** Only cells whose name contains one of these. */
  readonly only: readonly string[];
  /** None of those whose name contains one of these. */
  readonly not: readonly string[];
  /** File with the output of an earlier run, whose cells that were as they must are left out. */
  readonly resume?: string;
  /** Only the part that `npm test -- resilience` runs. */
  readonly slice?: boolean;
  /** Name the cells and run none. */
  readonly list?: boolean;
  readonly concurrency: number;
  readonly write: (line: string) => void;
}

/** How much faster than the machine's the runtime's clock runs: a function has 12 real seconds for its 60. */
export const TABLE_SPEED = 5;

/** Says which states no call was recorded for; gives the exit code. */
function holes(places: readonly Place[], write: (line: string) => void): number {
  const unreached = unreachedStates(places);
  for (const state of unreached) write(`violation: no scenario makes the call of state ${state}`);
  return unreached.length === 0 ? 0 : 1;
}

/** Runs the table from the command line; resolves to the exit code. */
export async function tableCommand(command: TableCommand): Promise<number> {
  const { only, not, slice, resume, write } = command;
  const done = resume === undefined ? '' : readFileSync(resume, 'utf8');
  const start = Date.now();
  const world = await TableWorld.open({ regions: 2, speed: TABLE_SPEED });
  try {
    if (command.list) {
      const places = await recordAll(world);
      for (const { name } of cellsOf(places)) write(name);
      return holes(places, write);
    }
    const { places, cells, results } = await runTable(world, {
      ...command,
      ...(slice && { scenarios: SLICE.scenarios }),
      select: (all) =>
        (slice ? SLICE.select(all) : all).filter(
          ({ name }) =>
            (only.length === 0 || only.some((text) => name.includes(text))) &&
            !not.some((text) => name.includes(text)) &&
            !done.includes(`ok        ${name}: `),
        ),
    });
    const broken = results.filter(({ problems }) => problems.length > 0);
    const ends = new Map<string, number>();
    for (const { outcome } of results) ends.set(outcome, (ends.get(outcome) ?? 0) + 1);
    write(`runs ended as: ${[...ends].map(([end, count]) => `${end}: ${count}`).join(', ')}`);
    const minutes = ((Date.now() - start) / 60_000).toFixed(1);
    write(`calls ${places.length}, cells ${cells.length}, violations ${broken.length}, ${minutes} minutes`);
    for (const { cell } of broken) write(`violation: ${cell.name}`);
    // The slice has not the scenarios of every state.
    return Math.max(slice ? 0 : holes(places, write), broken.length === 0 ? 0 : 1);
  } finally {
    await world.close();
  }
}
