import type { Command } from 'commander';

/** A command and all that are below it. */
export function withDescendants(command: Command): Command[] {
  return [command, ...command.commands.flatMap((child) => withDescendants(child as Command))];
}

/** The commands that do something: those without commands of their own. */
export function leaves(program: Command): Command[] {
  return withDescendants(program).filter((command) => command.commands.length === 0);
}
