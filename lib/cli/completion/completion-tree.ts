import type { Argument, Command, Option } from 'commander';
import { visibleDescendants } from '../command-tree';
import { pathOf } from '../help';

/** What can stand at a place of the command line: fixed words, folders, or what the deployment holds. */
export type Value =
  | { readonly kind: 'words'; readonly words: readonly Word[] }
  | { readonly kind: 'directories' }
  | { readonly kind: 'asked'; readonly of: AskedValue };

/** A word, and what it is for. */
export interface Word {
  readonly word: string;
  readonly description: string;
}

/** Values that are asked for when they are needed, by the name of the argument or option value that takes them. */
export const ASKED_VALUES = ['region', 'run', 'package', 'version'] as const;
/** One of {@link ASKED_VALUES}. */
export type AskedValue = (typeof ASKED_VALUES)[number];

/** What completion has to know of a command line. */
export interface CompletionTree {
  /** `vigilant fault add`, for every command. */
  readonly paths: readonly string[];
  /** Options that take a value, in whatever command. */
  readonly valued: readonly string[];
  /**
   * What can stand where: after `vigilant fault` its commands, after `vigilant show 0` its first argument, after
   * `vigilant show -` its options, after `vigilant show --state` a value.
   */
  readonly places: ReadonlyMap<string, Value>;
}

/** Reads from the commands themselves what completion has to know, so that nothing else has to be kept in step. */
export function completionTree(program: Command): CompletionTree {
  const places = new Map<string, Value>();
  const valued = new Set<string>();
  const commands = [program, ...visibleDescendants(program)];
  for (const command of commands) {
    const at = nameOf(command);
    const children = program.createHelp().visibleCommands(command);
    const isGroup = command.commands.length > 0;
    if (isGroup) places.set(`${at} 0`, { kind: 'words', words: children.map(commandWord) });
    for (const [index, argument] of command.registeredArguments.entries())
      place(places, `${at} ${index}`, valueFor(argument.name(), argument));
    const options = program.createHelp().visibleOptions(command);
    places.set(`${at} -`, { kind: 'words', words: options.flatMap(optionWords) });
    for (const option of options.filter(({ required, optional }) => required || optional)) {
      const value = valueFor(placeholder(option), option);
      for (const flag of flagsOf(option)) {
        valued.add(flag);
        place(places, `${at} ${flag}`, value);
      }
    }
  }
  return { paths: commands.slice(1).map(nameOf), valued: [...valued].sort(), places };
}

function place(places: Map<string, Value>, where: string, value: Value | undefined): void {
  if (value !== undefined) places.set(where, value);
}

const nameOf = (command: Command) => ['vigilant', ...pathOf(command)].join(' ');

function commandWord(command: Command): Word {
  return { word: command.name(), description: command.description() };
}

const flagsOf = ({ long, short }: Option) => [long, short].filter((flag) => flag !== undefined);

function optionWords(option: Option): Word[] {
  return option.long ? [{ word: option.long, description: option.description }] : [];
}

/** `region` of `--region <region>`. */
function placeholder({ flags }: Option): string {
  return /[<[]([^>\].]+)/.exec(flags)?.[1] ?? '';
}

function valueFor(name: string, { argChoices }: Pick<Argument | Option, 'argChoices'>): Value | undefined {
  if (argChoices) return { kind: 'words', words: argChoices.map((word) => ({ word, description: '' })) };
  if (name === 'dir' || name === 'folder') return { kind: 'directories' };
  const asked = ASKED_VALUES.find((each) => each === name);
  return asked && { kind: 'asked', of: asked };
}
