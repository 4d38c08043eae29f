import type { Command } from 'commander';
import { EXIT } from './failure';

/** What a command's help teaches beside its options. */
export interface Teaching {
  /** Command lines that can be pasted, and what each is for. */
  readonly examples: readonly (readonly [what: string, line: string])[];
  /** When this command ends with exit code 1, if it ever does. */
  readonly negative?: string;
}

/** What every exit code means, as the README says too; `negative` is what 1 means, where a command knows it. */
export function exitCodes(negative: string | undefined): string {
  const codes: readonly (readonly [number, string | undefined])[] = [
    [EXIT.ok, 'done'],
    [EXIT.negative, negative],
    [EXIT.usage, 'wrong arguments or configuration; nothing was done'],
    [EXIT.environment, 'the machine, the credentials, the runtime or AWS stood in the way'],
    [EXIT.interrupted, 'stopped with Ctrl-C'],
  ];
  const lines = codes.flatMap(([code, meaning]) =>
    meaning ? [`  ${String(code).padEnd(4)} ${meaning}`] : [],
  );
  return ['Exit codes:', ...lines].join('\n');
}

/** Adds examples and exit codes to a command's help. */
export function teach(command: Command, { examples, negative }: Teaching): Command {
  const lines = examples.flatMap(([what, line]) => [`  # ${what}`, `  ${line}`]);
  command.addHelpText('after', () => {
    const json = command.options.some((option) => option.long === '--json')
      ? ['', `"vigilant schema ${pathOf(command).join(' ')}" prints the JSON Schema of what --json prints.`]
      : [];
    return ['', 'Examples:', ...lines, ...json, '', exitCodes(negative)].join('\n');
  });
  return command;
}

/** Names of a command, from below the program down. */
export function pathOf(command: Command): string[] {
  return command.parent === null ? [] : [...pathOf(command.parent), command.name()];
}
