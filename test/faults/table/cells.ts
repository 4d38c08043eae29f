import type { FaultKind } from './fault-kinds';
import { FAULT_KINDS } from './fault-kinds';
import { nameOf, type Place } from './record-places';
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

const isOfJob = (place: string) => /^vigilant-(publish|build)-job /.test(place);

/** Every cell of some places. */
export function cellsOf(places: readonly Place[]): Cell[] {
  return places.flatMap((place) =>
    FAULT_KINDS.flatMap((kind) => {
      const effect = kind.at(place.place);
      if (effect === undefined) return [];
      const kills = effect.kind === 'kill' && !isOfJob(place.place);
      const alone = place.scenario.alone || !place.isScoped || kills;
      return [false, ...(kind.lasts ? [true] : [])].map((lasts) => ({
        name: `${place.scenario.name} | ${nameOf(place)} | ${kind.name}${lasts ? ' for ever' : ''}`,
        ...{ place, kind, effect, lasts, alone },
      }));
    }),
  );
}

/** A part of the table that meets every kind of fault at every service, with as few cells as that takes. */
export function representative(cells: readonly Cell[]): Cell[] {
  const met = new Set<string>();
  return cells.filter(({ kind, place, lasts, alone, effect }) => {
    const service = / (\w+):/.exec(place.place)?.[1] ?? '';
    const key = `${kind.name} ${service}`;
    // What takes minutes or starts the runtime anew is left to the whole table.
    if (met.has(key) || lasts || (alone && effect.kind !== 'duplicate') || effect.kind === 'delay')
      return false;
    met.add(key);
    return true;
  });
}
