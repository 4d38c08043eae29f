import type { FaultKind } from './fault-kinds';
import { FAULT_KINDS } from './fault-kinds';
import { isOfJob } from './place';
import type { Place } from './record-places';
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

/** A part of the table that meets every kind of fault at every service, with as few cells as that takes. */
export function representative(cells: readonly Cell[]): Cell[] {
  const met = new Set<string>();
  return cells.filter(({ kind, place, lasts, alone, effect }) => {
    const service = / (\w+):/.exec(place.place)?.[1] ?? '';
    const key = `${kind.name} ${service}`;
    // What takes minutes or shares no runtime is left to the whole table.
    if (met.has(key) || lasts || alone || effect.kind === 'delay') return false;
    met.add(key);
    return true;
  });
}
