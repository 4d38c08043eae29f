import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildspecObject } from '../contract/buildspec';

/** Root folder of the project, which holds `state-machines/` and `buildspecs/`. */
const PROJECT_ROOT = join(__dirname, '..', '..');

/** Folder of the build specifications, their scripts and pinned requirements. */
export const BUILDSPECS_DIRECTORY = join(PROJECT_ROOT, 'buildspecs');

/** Folder of the state machine definitions. */
export const STATE_MACHINES_DIRECTORY = join(PROJECT_ROOT, 'state-machines');

/**
 * Reads `buildspecs/<name>.yml`.
 *
 * @throws Error that names a key CodeBuild does not know: it would ignore it silently
 */
export function loadBuildspec(name: 'build' | 'publish'): Record<string, unknown> {
  const text = readFileSync(join(BUILDSPECS_DIRECTORY, `${name}.yml`), 'utf8');
  return buildspecObject(text, `buildspecs/${name}.yml`);
}

/** How often a state of a definition is tried again after its task failed (`States.TaskFailed`), by the state's name. */
export type StateRetries = Readonly<Record<string, number>>;

/**
 * Reads `state-machines/<name>.asl.json` for deployment with `substitutions`. `retries` take the place of what the
 * file says: placeholders stand for names and ARNs only, inside texts, and `MaxAttempts` is a number.
 *
 * @throws Error that names every placeholder without a value, every value without a placeholder, and a state of
 *   `retries` that has no such retrier
 */
export function loadStateMachine(
  name: 'publish' | 'sweep',
  substitutions: Readonly<Record<string, string>>,
  retries: StateRetries = {},
): string {
  const file = `state-machines/${name}.asl.json`;
  const text = readFileSync(join(STATE_MACHINES_DIRECTORY, `${name}.asl.json`), 'utf8');
  checkPlaceholders(text, Object.keys(substitutions), file);
  const definition = JSON.parse(text);
  for (const [state, maxAttempts] of Object.entries(retries)) {
    const retriers = retriersOf(definition, state).filter((one) =>
      one.ErrorEquals.includes('States.TaskFailed'),
    );
    if (retriers.length === 0)
      throw new Error(`${file}: expected a state ${state} that retries States.TaskFailed, found none`);
    for (const retrier of retriers) retrier.MaxAttempts = maxAttempts;
  }
  // Template resources are limited in size and the state machine's definition is one string: send no indentation.
  return JSON.stringify(definition);
}

interface Retrier {
  readonly ErrorEquals: readonly string[];
  MaxAttempts?: number;
}

/** Retriers of the states of one name, those inside Maps included. */
function retriersOf(machine: { States: Record<string, any> }, name: string): Retrier[] {
  return Object.entries(machine.States).flatMap(([each, { Retry = [], ItemProcessor }]) => [
    ...(each === name ? Retry : []),
    ...(ItemProcessor ? retriersOf(ItemProcessor, name) : []),
  ]);
}

/** Names of the `${Placeholders}` in a definition, sorted. */
export function placeholdersOf(definition: string): string[] {
  return [
    ...new Set([...definition.matchAll(/\$\{([A-Za-z0-9]+)\}/g)].map((match) => match[1] as string)),
  ].sort();
}

/**
 * Checks that a definition's placeholders and the values supplied for them are the same set.
 *
 * @throws Error that names those missing and those in excess
 */
function checkPlaceholders(definition: string, supplied: readonly string[], file: string): void {
  const used = placeholdersOf(definition);
  const missing = used.filter((name) => !supplied.includes(name));
  const unused = supplied.filter((name) => !used.includes(name));
  const problems = [
    ...missing.map((name) => `placeholder \${${name}} has no value`),
    ...unused.map((name) => `value "${name}" is supplied, but no placeholder takes it`),
  ];
  if (problems.length > 0) throw new Error(`${file}: ${problems.join('; ')}`);
}
