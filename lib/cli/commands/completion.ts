import { join } from 'node:path';
import { Argument, Command } from 'commander';
import { askValues } from '../completion/ask-values';
import { bashScript } from '../completion/bash-script';
import { ASKED_VALUES, type AskedValue, completionTree } from '../completion/completion-tree';
import { fishScript } from '../completion/fish-script';
import { zshScript } from '../completion/zsh-script';
import type { CliContext } from '../context';
import { teach } from '../help';
import { quoteForFish } from '../runtime/shell-exports';
import { quote } from '../runtime/shell-home';

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

/** `vigilant completion SHELL`: completion of commands, options, regions, runs, packages and versions. */
export function completionCommand(context: CliContext): Command {
  const command = new Command('completion')
    .description('print what makes a shell complete commands, options, regions, runs, packages and versions')
    .addArgument(new Argument('<shell>', 'bash, zsh or fish').choices(Object.keys(SCRIPTS)))
    .action((shell: keyof typeof SCRIPTS) => {
      const inShell = shell === 'fish' ? quoteForFish : quote;
      const program = [process.execPath, join(context.projectRoot, 'bin', 'vigilant.js')].map(inShell);
      const tree = completionTree(command.parent as Command);
      context.terminal.print(SCRIPTS[shell](tree, `${program.join(' ')} complete`).trimEnd());
    });
  return teach(command, {
    examples: [
      ['bash, in ~/.bashrc', 'eval "$(npx vigilant completion bash)"'],
      ['zsh, in ~/.zshrc after compinit', 'eval "$(npx vigilant completion zsh)"'],
      ['fish, in ~/.config/fish/config.fish', 'npx vigilant completion fish | source'],
    ],
  });
}

/** `vigilant complete VALUE WORDS`: what completion asks while a person types; not for people, so in no list. */
export function completeCommand(context: CliContext): Command {
  return new Command('complete')
    .addArgument(new Argument('<value>').choices(ASKED_VALUES))
    .argument('[words...]')
    .allowUnknownOption()
    .helpOption(false)
    .action(async (value: AskedValue, words: readonly string[]) => {
      for (const each of await askValues(context, value, words)) context.terminal.print(each);
    });
}
