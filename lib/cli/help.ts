import type { Command } from 'commander';

/** What a command's help teaches beside its options. */
export interface Teaching {
  /** Command lines that can be pasted, and what each is for. */
  readonly examples: readonly (readonly [what: string, line: string])[];
  /** When this command ends with exit code 1, if it ever does. */
  readonly negative?: string;
}

/** What every exit code means; `vigilant --help` and the README have the same words. */
export const EXIT_CODES = `Exit codes:
  0    done
  1    it worked, and the answer is no: the run failed, a region differs
  2    wrong arguments or configuration; nothing was done
  3    the machine, the credentials, the runtime or AWS stood in the way
  130  stopped with Ctrl-C`;

/** Adds examples and exit codes to a command's help. */
export function teach(command: Command, { examples, negative }: Teaching): Command {
  const lines = examples.flatMap(([what, line]) => [`  # ${what}`, `  ${line}`]);
  command.addHelpText('after', () => {
    const json = command.options.some((option) => option.long === '--json')
      ? ['', `"vigilant schema ${pathOf(command).join(' ')}" prints the JSON Schema of what --json prints.`]
      : [];
    const exits = `Exit codes: 0 done${negative ? `, 1 ${negative}` : ''}, 2 wrong arguments or configuration, 3 machine,\ncredentials, runtime or AWS, 130 Ctrl-C.`;
    return ['', 'Examples:', ...lines, ...json, '', exits].join('\n');
  });
  return command;
}

/** Names of a command, from below the program down. */
export function pathOf(command: Command): string[] {
  return command.parent === null ? [] : [...pathOf(command.parent), command.name()];
}
