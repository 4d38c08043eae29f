import type { z } from 'zod';
import type { JsonCommand, SCHEMAS } from '../json/schemas';
import type { Terminal } from '../terminal';

/** A value that JSON.stringify turns into a `T`: dates become texts. */
type Printable<T> = T extends string
  ? string | Date
  : T extends readonly (infer E)[]
    ? readonly Printable<E>[]
    : T extends object
      ? { readonly [K in keyof T]: Printable<T[K]> }
      : T;

/** What a command may print as JSON. */
type Answer<C extends JsonCommand> = Printable<z.input<(typeof SCHEMAS)[C]>>;

/** Prints the answer of a command for other programs, as its schema says. */
export function printJson<C extends JsonCommand>(
  terminal: Pick<Terminal, 'print'>,
  _command: C,
  value: Answer<C>,
): void {
  terminal.print(JSON.stringify(value, undefined, 2));
}

/** Prints one of many answers of a command, each on a line of its own. */
export function printJsonLine<C extends JsonCommand>(
  terminal: Pick<Terminal, 'print'>,
  _command: C,
  value: Answer<C>,
): void {
  terminal.print(JSON.stringify(value));
}
