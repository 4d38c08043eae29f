type Operand = any;

/** One operator of an event pattern: which operands it takes, and whether a value that is there matches. */
interface Operator {
  accepts(operand: Operand): boolean;
  matches(operand: Operand, value: unknown): boolean;
}

const isString = (value: unknown): value is string => typeof value === 'string';
const isScalar = (value: unknown) =>
  value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
const sameIgnoringCase = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
const ignoreCase = (operand: Operand): string | undefined => operand?.['equals-ignore-case'];
const acceptsAffix = (operand: Operand) => isString(operand) || isString(ignoreCase(operand));

function affix(takes: (value: string, length: number) => string): Operator {
  return {
    accepts: acceptsAffix,
    matches(operand, value) {
      if (!isString(value)) return false;
      const insensitive = ignoreCase(operand);
      if (insensitive !== undefined) return sameIgnoringCase(takes(value, insensitive.length), insensitive);
      return takes(value, operand.length) === operand;
    },
  };
}

const COMPARISONS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** aws/event-ruler, "Numeric matching". A value of an event beyond this matches no comparison. */
const isInRange = (value: unknown): value is number => typeof value === 'number' && Math.abs(value) <= 5e9;

/** A regular expression for a character of a wildcard, or for `\*` and `\\` (aws/event-ruler, "Wildcard matching"). */
const wildcardPart = (part: string) =>
  part === '*' ? '.*' : (part.at(-1) ?? '').replace(/[.*+?^${}()|[\]\\]/, '\\$&');

/** `anything-but` takes values, a list of them, or one of these operators. */
const NEGATABLE = ['prefix', 'suffix', 'equals-ignore-case', 'wildcard'] as const;

const OPERATORS: Readonly<Record<string, Operator>> = {
  prefix: affix((value, length) => value.slice(0, length)),
  suffix: affix((value, length) => value.slice(Math.max(0, value.length - length))),
  'equals-ignore-case': {
    accepts: isString,
    matches: (operand, value) => isString(value) && sameIgnoringCase(value, operand),
  },
  wildcard: {
    accepts: (operand) => isString(operand) && /^(?:\*(?!\*)|\\[*\\]|[^*\\])*$/.test(operand),
    matches: (operand: string, value) =>
      isString(value) && new RegExp(`^${operand.replace(/\\?./gs, wildcardPart)}$`, 's').test(value),
  },
  numeric: {
    accepts: (operand) =>
      Array.isArray(operand) &&
      (operand.length === 2 || operand.length === 4) &&
      operand.every((part, i) => (i % 2 === 0 ? Object.hasOwn(COMPARISONS, part) : isInRange(part))),
    matches(operand: readonly any[], value) {
      if (!isInRange(value)) return false;
      for (let i = 0; i < operand.length; i += 2)
        if (!COMPARISONS[operand[i]]?.(value, operand[i + 1])) return false;
      return true;
    },
  },
  'anything-but': {
    accepts(operand) {
      if (Array.isArray(operand)) return operand.length > 0 && operand.every(isScalar);
      if (isScalar(operand)) return true;
      const [name, ...others] = Object.keys(operand);
      if (others.length > 0 || !NEGATABLE.includes(name as any)) return false;
      return asList(operand[name as string]).every((part) => OPERATORS[name as string]?.accepts(part));
    },
    matches(operand, value) {
      if (isScalar(operand) || Array.isArray(operand)) return !asList(operand).includes(value);
      const [name = ''] = Object.keys(operand);
      return !asList(operand[name]).some((part) => OPERATORS[name]?.matches(part, value));
    },
  },
};

/** Whether one of a pattern's alternatives matches the values that an event has there. */
export function matchesLeaf(alternatives: readonly any[], values: readonly unknown[]): boolean {
  return alternatives.some((alternative) => {
    if (isScalar(alternative)) return values.includes(alternative);
    const [name = ''] = Object.keys(alternative);
    if (name === 'exists') return alternative.exists === values.length > 0;
    return values.some((value) => OPERATORS[name]?.matches(alternative[name], value));
  });
}

/** @throws Error that names the alternative that is malformed or uses an operator that is not emulated. */
export function validateLeaf(alternatives: readonly any[], path: string): void {
  if (alternatives.length === 0)
    throw new Error(`event pattern at ${path}: expected at least one alternative`);
  for (const alternative of alternatives) {
    if (isScalar(alternative)) continue;
    const [name = '', ...others] = Object.keys(alternative);
    const known = name === 'exists' || Object.hasOwn(OPERATORS, name);
    if (!known || others.length > 0)
      throw new Error(
        `event pattern at ${path}: ${JSON.stringify(alternative)} is not supported; expected one of exists, ${Object.keys(OPERATORS).join(', ')}`,
      );
    const isValid =
      name === 'exists'
        ? typeof alternative.exists === 'boolean'
        : OPERATORS[name]?.accepts(alternative[name]);
    if (!isValid)
      throw new Error(
        `event pattern at ${path}: ${JSON.stringify(alternative)} has an operand that ${name} does not take`,
      );
  }
}

function asList(value: unknown): any[] {
  return Array.isArray(value) ? value : [value];
}
