import type { FaultKind } from './fault-kinds';
import { FAULT_KINDS } from './fault-kinds';
import { isOfJob, serviceOf } from './place';
import type { Place } from './record-places';
import { CLEAR_STAGING } from './scenarios';
import type { TableEffect } from './table-faults';

/** One fault at one place. */
export interface Cell {
  readonly name: string;
  readonly place: Place;
  readonly kind: FaultKind;
  readonly effect: TableEffect;
  /** Hits every such call, not only the first. */
  readonly lasts: boolean;
  /** Must be the only one on its runtime: it lets hours pass, kills what others use, or hits calls of others. */
  readonly alone: boolean;
}

/** Calls of a job that its shell makes. The others the service makes, when the job has no process of its own yet. */
const isOfShell = (place: string) => isOfJob(place) && !/ (logs|s3):/.test(place);

/** Every cell of some places, a kind after the other: a table that is not run to its end has met every place. */
export function cellsOf(places: readonly Place[]): Cell[] {
  const rows = FAULT_KINDS.flatMap((kind) => [
    { kind, lasts: false },
    ...(kind.lasts ? [{ kind, lasts: true }] : []),
  ]);
  return rows.flatMap(({ kind, lasts }) =>
    places.flatMap((place) => {
      const effect = kind.at(place.place);
      if (effect === undefined) return [];
      const kills = effect.kind === 'kill' && !isOfShell(place.place);
      const alone = place.scenario.alone || !place.isScoped || kills;
      const name = `${place.scenario.name} | ${place.place} | ${kind.name}${lasts ? ' for ever' : ''}`;
      return [{ name, place, kind, effect, lasts, alone }];
    }),
  );
}

/** The part of the table that is run with every change: a publish, with staging to be cleared, broken at each call. */
export const SLICE = { scenarios: ['publish', CLEAR_STAGING], select: onePerPlace };

/**
 * One cell of each place. Kinds take turns, those first that the service has not met. What takes minutes or shares no
 * runtime is left to the whole table.
 */
function onePerPlace(cells: readonly Cell[]): Cell[] {
  const uses = new Map<string, number>();
  const used = (key: string) => uses.get(key) ?? 0;
  const pairOf = ({ kind, place }: Cell) => `${kind.name} ${serviceOf(place.place)}`;
  // Less than one, so that the service decides only between kinds that were used as often.
  const cost = (cell: Cell) => used(cell.kind.name) + Math.min(used(pairOf(cell)), 1) / 2;
  const brief = cells.filter(({ lasts, alone, effect }) => !lasts && !alone && effect.kind !== 'delay');
  return [...new Set(brief.map(({ place }) => place))].map((place) => {
    const cell = brief
      .filter((candidate) => candidate.place === place)
      .reduce((best, candidate) => (cost(candidate) < cost(best) ? candidate : best));
    for (const key of [cell.kind.name, pairOf(cell)]) uses.set(key, used(key) + 1);
    return cell;
  });
}
