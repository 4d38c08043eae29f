import type { Terminal } from '../terminal';

/** Prints the answer of a command for other programs. */
export function printJson(terminal: Terminal, value: unknown): void {
  terminal.print(JSON.stringify(value, undefined, 2));
}
