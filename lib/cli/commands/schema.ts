import { Command } from 'commander';
import type { CliContext } from '../context';
import { CliError, EXIT } from '../failure';
import { teach } from '../help';
import { type JsonCommand, jsonSchema, SCHEMAS } from '../json/schemas';

/** `vigilant schema COMMAND`: the shape of what a command prints with `--json`. */
export function schemaCommand(context: CliContext): Command {
  const command = new Command('schema')
    .description(
      'print the JSON Schema of what a command prints with --json, or the names of all such commands',
    )
    .argument('[command...]', 'the command, for example: runs, or: fault list')
    .option('--follow', 'of what it prints with --follow')
    .action((words: readonly string[], options: { follow?: boolean }) => {
      const { terminal } = context;
      const name = words.join(' ');
      // Most commands print the same with it, only later.
      const known = [options.follow ? `${name} --follow` : name, name].find((one) => one in SCHEMAS);
      if (name === '') {
        for (const each of Object.keys(SCHEMAS)) terminal.print(each);
      } else if (known !== undefined) {
        terminal.print(JSON.stringify(jsonSchema(known as JsonCommand), undefined, 2));
      } else {
        throw new CliError(
          `"${name}" prints no JSON; these commands do: ${Object.keys(SCHEMAS).join(', ')}`,
          EXIT.usage,
        );
      }
    });
  return teach(command, {
    examples: [
      ['which commands print JSON', 'npx vigilant schema'],
      ['what "vigilant runs --json" prints', 'npx vigilant schema runs'],
      ['what each line of "vigilant logs --follow --json" is', 'npx vigilant schema logs --follow'],
    ],
  });
}
