import { Payload } from '../engine/payload';
import { EvaluationError, Expression, expressionSource, type Scope } from './expression';

/** JSON in whose strings JSONata expressions may stand: `Output`, `Arguments`, `Assign` … */
export interface Template {
  /** Set if the whole template is one expression. */
  readonly expression?: Expression;
  /** Set if there is no expression in it. */
  readonly constant?: Payload;
  /** @throws TemplateError */
  evaluate(scope: Scope, location: string): Promise<Payload>;
  /** As {@link evaluate}, for the value alone. */
  value(scope: Scope, location: string): Promise<unknown>;
  /** All its expressions, with their place. */
  expressions(location: string): Iterable<[string, Expression]>;
}

/** An expression of a template gave nothing that JSON can express. `location` is the path of the field. */
export class TemplateError extends Error {
  constructor(
    message: string,
    readonly location: string,
  ) {
    super(message);
    this.name = 'TemplateError';
  }
}

/** @throws Error if an expression in it cannot be parsed. */
export function compileTemplate(json: unknown): Template {
  const node = compileNode(json);
  const constant = node.isConstant ? Payload.of(json) : undefined;
  return {
    expression: node.expression,
    constant,
    evaluate: async (scope, location) => constant ?? Payload.of(await node.value(scope, location)),
    value: async (scope, location) => (constant ? constant.value : node.value(scope, location)),
    expressions: (location) => node.expressions(location),
  };
}

interface Node {
  readonly isConstant: boolean;
  readonly expression?: Expression;
  value(scope: Scope, location: string): unknown | Promise<unknown>;
  expressions(location: string): Iterable<[string, Expression]>;
}

function compileNode(json: unknown): Node {
  if (typeof json === 'string') {
    const source = expressionSource(json);
    if (source !== undefined) return expressionNode(Expression.of(source));
  } else if (json !== null && typeof json === 'object') {
    const children = Object.entries(json).map(([key, item]) => [key, compileNode(item)] as const);
    if (!children.every(([, child]) => child.isConstant)) return parentNode(Array.isArray(json), children);
  }
  return { isConstant: true, value: () => json, expressions: () => [] };
}

function expressionNode(expression: Expression): Node {
  return {
    isConstant: false,
    expression,
    value: (scope, location) => evaluateExpression(expression, scope, location),
    expressions: (location) => [[location, expression]],
  };
}

function parentNode(isArray: boolean, children: readonly (readonly [string, Node])[]): Node {
  const place = (location: string, key: string) => (isArray ? `${location}[${key}]` : `${location}/${key}`);
  return {
    isConstant: false,
    async value(scope, location) {
      const entries: [string, unknown][] = [];
      for (const [key, child] of children)
        entries.push([
          key,
          child.isConstant ? child.value(scope, '') : await child.value(scope, place(location, key)),
        ]);
      return isArray ? entries.map(([, value]) => value) : Object.fromEntries(entries);
    },
    *expressions(location) {
      for (const [key, child] of children) yield* child.expressions(place(location, key));
    },
  };
}

async function evaluateExpression(expression: Expression, scope: Scope, location: string): Promise<unknown> {
  const about = `The JSONata expression '${expression.source}' specified for the field '${location}'`;
  let value: unknown;
  try {
    value = await expression.evaluate(scope);
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    throw new TemplateError(`${about} ${error.message}`, location);
  }
  if (value === undefined) throw new TemplateError(`${about} returned nothing (undefined).`, location);
  const found = inspect(value);
  if (found === 'unsupported')
    throw new TemplateError(`${about} returned an unsupported result type.`, location);
  return found === 'json' ? value : JSON.parse(JSON.stringify(value, finite));
}

/** What a value of JSONata is to JSON: functions and regular expressions it has none for, infinite numbers neither. */
function inspect(value: unknown): 'json' | 'infinite' | 'unsupported' {
  if (value === null) return 'json';
  if (typeof value === 'number') return Number.isFinite(value) ? 'json' : 'infinite';
  if (typeof value !== 'object')
    return typeof value === 'function' || typeof value === 'undefined' ? 'unsupported' : 'json';
  if (value instanceof RegExp) return 'unsupported';
  // Arrays that JSONata makes have members of its own besides their items, such as a `push` that keeps to the bounds.
  if (Array.isArray(value)) return worstOf(value);
  const { _jsonata_function: isFunction, _jsonata_lambda: isLambda } = value as Record<string, unknown>;
  return isFunction === true || isLambda === true ? 'unsupported' : worstOf(Object.values(value));
}

function worstOf(values: readonly unknown[]): 'json' | 'infinite' | 'unsupported' {
  let worst: 'json' | 'infinite' = 'json';
  for (const value of values) {
    const found = inspect(value);
    if (found === 'unsupported') return found;
    if (found === 'infinite') worst = found;
  }
  return worst;
}

/** The service writes `"Infinity"` and `"NaN"` (measured: https://github.com/floci-io/floci/issues/2737). */
function finite(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}
