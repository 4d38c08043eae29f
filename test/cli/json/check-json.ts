import { type JsonCommand, SCHEMAS } from '../../../lib/cli/json/schemas';

/**
 * Checks what a command printed with `--json` against its documented schema; what a person would read is left alone.
 * Members that the schema does not know count as wrong: they would be undocumented.
 */
export function checkJson(args: readonly string[], printed: string): void {
  if (!args.includes('--json') || printed.trim() === '') return;
  const follows = args.includes('--follow') || args.includes('-f');
  const command = [follows ? `${args[0]} --follow` : '', args.slice(0, 2).join(' '), args[0] ?? ''].find(
    (name) => name in SCHEMAS,
  );
  if (command === undefined) throw new Error(`"${args.join(' ')}" printed JSON without a schema`);
  for (const text of command.endsWith(' --follow') ? printed.trim().split('\n') : [printed]) {
    const value: unknown = JSON.parse(text);
    // Members that are not in the schema are left out by it.
    expect(SCHEMAS[command as JsonCommand].parse(value)).toEqual(value);
  }
}
