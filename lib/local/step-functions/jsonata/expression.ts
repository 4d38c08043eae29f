import jsonata from 'jsonata';
import { FunctionError, SFN_FUNCTIONS } from './functions';

/** What an expression can name: variables, `$states`, and the time that `$now()` and `$millis()` give. */
export interface Scope {
  /** Value of a variable, `states` included; undefined if there is none. */
  lookup(name: string): unknown;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** An evaluation runs at most this long: an endless recursion must fail, not hang the runtime. */
const LONGEST_EVALUATION_MS = 5_000;
const fromMillis = jsonata('$fromMillis($m, $p, $z)');

/** A JSONata expression, compiled once. */
export class Expression {
  private readonly compiled: jsonata.Expression;
  /** Names of the variables and functions it mentions. */
  readonly names: readonly string[];
  /** The names of {@link names} that are called as functions. */
  readonly calls: ReadonlySet<string>;

  /** @throws Error with JSONata's message if the source cannot be parsed. */
  constructor(readonly source: string) {
    this.compiled = jsonata(source, { timeout: LONGEST_EVALUATION_MS });
    const names = new Set<string>();
    const calls = new Set<string>();
    collectNames(this.compiled.ast(), names, calls);
    this.names = [...names];
    this.calls = calls;
    for (const [name, implementation] of Object.entries(SFN_FUNCTIONS))
      if (names.has(name)) this.compiled.assign(name, implementation);
  }

  /** @throws EvaluationError; undefined if the expression selects nothing. */
  async evaluate(scope: Scope): Promise<unknown> {
    const bindings: Record<string, unknown> = {};
    for (const name of this.names) {
      if (name === 'millis') bindings[name] = () => scope.now;
      else if (name === 'now') bindings[name] = (picture?: string, zone?: string) => now(scope, picture, zone);
      else {
        const value = scope.lookup(name);
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

/** JSONata refused to evaluate; the message starts with its error code. */
export class EvaluationError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EvaluationError';
  }
}

/** The expression inside `{% … %}`, or undefined for any other text: blanks outside make it a plain string. */
export function expressionSource(text: string): string | undefined {
  return text.startsWith('{%') && text.endsWith('%}') && text.length >= 4 ? text.slice(2, -2).trim() : undefined;
}

async function now(scope: Scope, picture?: string, zone?: string): Promise<unknown> {
  return fromMillis.evaluate(undefined, { m: scope.now, p: picture, z: zone });
}

function describe(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  if (error instanceof FunctionError || code !== undefined) return `${code}: ${message}`;
  return message ?? String(error);
}

function collectNames(node: unknown, names: Set<string>, calls: Set<string>): void {
  if (node === null || typeof node !== 'object') return;
  if (Array.isArray(node)) {
    for (const item of node) collectNames(item, names, calls);
    return;
  }
  const { type, value, procedure } = node as { type?: string; value?: unknown; procedure?: any };
  if (type === 'variable' && typeof value === 'string') names.add(value);
  if (procedure?.type === 'variable') calls.add(procedure.value);
  for (const child of Object.values(node)) collectNames(child, names, calls);
}
