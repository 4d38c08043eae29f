import type { Command } from 'commander';

/** A command and all that are below it. */
export function withDescendants(command: Command): Command[] {
  return [command, ...command.commands.flatMap((child) => withDescendants(child))];
}

/** The commands below one that are for people: none that help lists not, nor the one that help adds. */
export function visibleDescendants(command: Command): Command[] {
  const visible = command.createHelp().visibleCommands(command);
  return command.commands
    .filter((child) => visible.includes(child))
    .flatMap((child) => [child, ...visibleDescendants(child)]);
}

/** The commands that do something for people: those without commands of their own. */
export function leaves(program: Command): Command[] {
  return visibleDescendants(program).filter((command) => command.commands.length === 0);
}
