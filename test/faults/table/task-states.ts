import { readdirSync } from 'node:fs';
import { STATE_MACHINES_DIRECTORY } from '../../../lib/constructs/definitions';
import { allStates, textOf } from '../../state-machines/definition';
import type { Place } from './record-places';

const DEFINITION = '.asl.json';

/** Task states of every state machine that no recorded call was made for: the table has a hole there. */
export function unreachedStates(places: readonly Place[]): string[] {
  const reached = new Set(places.map(({ place }) => place.split(':')[0]));
  return readdirSync(STATE_MACHINES_DIRECTORY)
    .filter((file) => file.endsWith(DEFINITION))
    .flatMap((file) => allStates(JSON.parse(textOf(file.slice(0, -DEFINITION.length)))))
    .filter(([name, { Type }]) => Type === 'Task' && !reached.has(name))
    .map(([name]) => name);
}
