import { randomUUID } from 'node:crypto';
import jsonata from 'jsonata';
import { canMultiply } from './can-multiply';
import { canNest } from './can-nest';
import { base64decode, FunctionError, InternalError, MEMORY_EXCEEDED, SFN_FUNCTIONS } from './functions';
import { refuseLaterOperators } from './later-operators';
import { topLevelNames } from './top-level-names';

/** What an expression can name: variables, `$states`, and the time that `$now()` and `$millis()` give. */
export interface Scope {
  /**
   * Value of a variable, `states` included; undefined if there is none. `members` are all that is read of it, where that
   * is known.
   */
  lookup(name: string, members?: ReadonlySet<string>): unknown;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * Bounds of one evaluation. Depth and length are those that the service was measured to have
 * (https://github.com/floci-io/floci/pull/2783: 100 levels, `[1..873782]`); it ends an evaluation after one second (user
 * guide, "Handling expression errors"), which here a busy machine may need for what takes AWS milliseconds.
 */
const BOUNDS = { timeout: 5_000, stack: 100, sequence: 873_782 };

/**
 * What the service says of an evaluation beyond its bounds, by JSONata's own code (measured:
 * https://github.com/floci-io/floci/issues/2737 and pull/2783).
 */
const BEYOND: Readonly<Record<string, string>> = {
  D1011:
    'Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive',
  D1012: 'Expression evaluation timeout: Check for infinite loop',
  D2014: MEMORY_EXCEEDED,
  D2015: MEMORY_EXCEEDED,
};
const fromMillis = jsonata('$fromMillis($m, $p, $z)');

/** Parsing takes longer than most evaluations. Kept for the definitions of one app, many times over. */
const MOST_PARSED = 1000;
const parsed = new Map<string, Expression>();

/** A JSONata expression, parsed once: it keeps nothing of its evaluations. */
export class Expression {
  private readonly compiled: jsonata.Expression;
  /** Names of the variables and functions it mentions. */
  readonly names: readonly string[];
  /** The names of {@link names} that are called as functions. */
  readonly calls: ReadonlySet<string>;
  /** Variables that it neither binds itself nor takes as a parameter. */
  readonly free: readonly string[];
  /** `a` for each `$states.a` in it, and `context.Task`. */
  readonly stateMembers: ReadonlySet<string>;
  /** Names that need the context which Step Functions does not have. */
  readonly topLevelNames: ReadonlySet<string>;
  /** All that it reads of `$states`; undefined if it names `$states` as a whole as well. */
  private readonly readMembers: ReadonlySet<string> | undefined;

  /**
   * The expression of a source: the same one wherever the source stands, in validation and in any definition.
   *
   * @throws Error with JSONata's message if the source cannot be parsed.
   */
  static of(source: string): Expression {
    const known = parsed.get(source);
    if (known !== undefined) return known;
    const expression = new Expression(source);
    const [oldest] = parsed.keys();
    if (parsed.size >= MOST_PARSED && oldest !== undefined) parsed.delete(oldest);
    parsed.set(source, expression);
    return expression;
  }

  private constructor(readonly source: string) {
    const bounds: jsonata.JsonataOptions = { ...BOUNDS };
    this.compiled = jsonata(source, bounds);
    const tree = this.compiled.ast();
    // Keeping to it costs each sequence a function of its own, which V8 is slow to make and to collect: a quarter of the
    // time of a short expression. JSONata looks at its options again in each evaluation.
    if (!canMultiply(tree)) delete bounds.sequence;
    // It counts the members of an object or array, which are evaluated at the same time, as if they were nested: a bound
    // for what cannot nest as deep would be one of width.
    if (!canNest(tree, BOUNDS.stack)) delete bounds.stack;
    refuseLaterOperators(tree, source);
    const { names, calls, bound, members, isReadWhole } = new NameCollector(tree);
    this.names = [...names];
    this.calls = calls;
    this.free = this.names.filter((name) => !bound.has(name) && name !== '' && name !== '$');
    this.stateMembers = members;
    this.topLevelNames = topLevelNames(tree);
    this.readMembers = isReadWhole ? undefined : members;
    for (const [name, implementation] of Object.entries(SFN_FUNCTIONS))
      if (names.has(name)) this.compiled.assign(name, implementation);
    if (names.has('base64decode')) this.compiled.registerFunction('base64decode', base64decode, '<s-:s>');
  }

  /** @throws EvaluationError; undefined if the expression selects nothing. */
  async evaluate(scope: Scope): Promise<unknown> {
    const bindings: Record<string, unknown> = {};
    for (const name of this.names) {
      if (name === 'millis') bindings[name] = () => scope.now;
      else if (name === 'now')
        bindings[name] = (picture?: string, zone?: string) => now(scope, picture, zone);
      else {
        const value = scope.lookup(name, name === 'states' ? this.readMembers : undefined);
        if (value !== undefined) bindings[name] = value;
      }
    }
    try {
      return await this.compiled.evaluate(undefined, bindings);
    } catch (error) {
      throw new EvaluationError(describe(error), { cause: error });
    }
  }
}

/** JSONata refused to evaluate; the message is what follows the words that name the expression. */
export class EvaluationError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EvaluationError';
  }
}

/** The expression inside `{% … %}`, or undefined for any other text: blanks outside make it a plain string. */
export function expressionSource(text: string): string | undefined {
  return isOpened(text) && isClosed(text) && text.length >= 4 ? text.slice(2, -2).trim() : undefined;
}

/** Whether a text has one end of an expression and not the other. */
export function isHalfExpression(text: string): boolean {
  return expressionSource(text) === undefined && (isOpened(text) || isClosed(text));
}

const isOpened = (text: string) => text.startsWith('{%');
const isClosed = (text: string) => text.endsWith('%}');

async function now(scope: Scope, picture?: string, zone?: string): Promise<unknown> {
  return fromMillis.evaluate(undefined, { m: scope.now, p: picture, z: zone });
}

function describe(error: unknown): string {
  // The service was measured to say no more of it than an id that is new each time.
  if (error instanceof InternalError) return `threw an internal error during evaluation. ${randomUUID()}`;
  const { code, message } = error as { code?: string; message?: string };
  const bound = code === undefined ? undefined : BEYOND[code];
  const threw = 'threw an error during evaluation';
  if (bound !== undefined) return `${threw}: ${bound}`;
  if (error instanceof FunctionError) return `${threw}. ${code}: ${error.text}`;
  return code === undefined ? `${threw}. ${message ?? error}` : `${threw}. ${code}: ${message}`;
}

/** Walks a syntax tree of JSONata. */
class NameCollector {
  readonly names = new Set<string>();
  readonly calls = new Set<string>();
  readonly bound = new Set<string>();
  readonly members = new Set<string>();
  private reads = 0;
  private memberReads = 0;

  constructor(tree: unknown) {
    this.visit(tree);
  }

  /** Whether `$states` stands anywhere but before the name of a member. */
  get isReadWhole(): boolean {
    return this.reads > this.memberReads;
  }

  private visit(node: unknown): void {
    if (node === null || typeof node !== 'object') return;
    if (Array.isArray(node)) {
      for (const item of node) this.visit(item);
      return;
    }
    const { type, value, procedure, lhs, steps, focus, index } = node as Record<string, any>;
    if (type === 'variable' && typeof value === 'string') {
      this.names.add(value);
      if (value === 'states') this.reads += 1;
    }
    if (type === 'bind' && lhs?.type === 'variable') this.bound.add(lhs.value);
    if (type === 'lambda')
      for (const parameter of (node as any).arguments ?? []) this.bound.add(parameter.value);
    for (const name of [focus, index]) if (typeof name === 'string') this.bound.add(name);
    if (procedure?.type === 'variable') this.calls.add(procedure.value);
    if (
      type === 'path' &&
      steps?.[0]?.type === 'variable' &&
      steps[0].value === 'states' &&
      steps[1]?.type === 'name'
    ) {
      this.members.add(steps[1].value);
      if (steps[0].predicate === undefined && steps[0].stages === undefined) this.memberReads += 1;
      if (steps[1].value === 'context' && steps[2]?.value === 'Task') this.members.add('context.Task');
    }
    // From a member, `%` leads back to all of it.
    if (type === 'parent') this.reads += 1;
    for (const child of Object.values(node)) this.visit(child);
  }
}
