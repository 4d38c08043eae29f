import type { Condition } from './policy';
import { matchesArn, matchesWildcards, unquoteWildcards } from './wildcards';

/** Condition keys of a request by their lower-case name. */
export type ConditionContext = ReadonlyMap<string, readonly string[]>;

type Compare = (actual: string, wanted: string) => boolean;

const number = (compare: (a: number, b: number) => boolean): Compare => {
  return (actual, wanted) => compare(Number(actual), Number(unquoteWildcards(wanted)));
};
const date = (compare: (a: number, b: number) => boolean): Compare => {
  return (actual, wanted) => compare(timeOf(actual), timeOf(wanted));
};
const exact: Compare = (actual, wanted) => actual === unquoteWildcards(wanted);
const ignoringCase: Compare = (actual, wanted) =>
  actual.toLowerCase() === unquoteWildcards(wanted).toLowerCase();
const like: Compare = (actual, wanted) => matchesWildcards(wanted, actual);
const arn: Compare = (actual, wanted) => matchesArn(wanted, actual);

/**
 * Operators that can be decided here (IAM user guide, "IAM JSON policy elements: Condition operators"). ArnEquals and
 * ArnLike are the same. IpAddress is left out: every call comes from this machine, so it would decide nothing.
 */
const OPERATORS: Readonly<Record<string, Compare>> = {
  StringEquals: exact,
  StringEqualsIgnoreCase: ignoringCase,
  StringLike: like,
  ArnEquals: arn,
  ArnLike: arn,
  Bool: ignoringCase,
  BinaryEquals: exact,
  NumericEquals: number((a, b) => a === b),
  NumericLessThan: number((a, b) => a < b),
  NumericLessThanEquals: number((a, b) => a <= b),
  NumericGreaterThan: number((a, b) => a > b),
  NumericGreaterThanEquals: number((a, b) => a >= b),
  DateEquals: date((a, b) => a === b),
  DateLessThan: date((a, b) => a < b),
  DateLessThanEquals: date((a, b) => a <= b),
  DateGreaterThan: date((a, b) => a > b),
  DateGreaterThanEquals: date((a, b) => a >= b),
};

/** Operators that hold when none of the values fits. */
const NEGATED: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
  NumericNotEquals: 'NumericEquals',
  DateNotEquals: 'DateEquals',
};

/** Whether an operator can be decided here. */
export function isKnownOperator(operator: string): boolean {
  return operator === 'Null' || Object.hasOwn(OPERATORS, operator) || Object.hasOwn(NEGATED, operator);
}

/** Whether a request meets a condition. `values` are the wanted ones, with their variables replaced. */
export function meets(condition: Condition, values: readonly string[], context: ConditionContext): boolean {
  const actual = context.get(condition.key);
  if (condition.operator === 'Null') return values.includes(actual === undefined ? 'true' : 'false');
  const positive = NEGATED[condition.operator];
  const compare = OPERATORS[positive ?? condition.operator];
  if (!compare) return false;
  const fits = (one: string) => {
    const found = values.some((wanted) => compare(one, wanted));
    return positive === undefined ? found : !found;
  };
  if (condition.quantifier === 'ForAllValues') return (actual ?? []).every(fits);
  // A key that is not in the request is equal to nothing, so that what must not be equal holds.
  if (actual === undefined) {
    if (condition.quantifier === 'ForAnyValue') return condition.ifExists;
    return condition.ifExists || positive !== undefined;
  }
  if (condition.quantifier === 'ForAnyValue') return actual.some(fits);
  return positive === undefined ? actual.some(fits) : actual.every(fits);
}

/** Dates are written in ISO 8601 or as seconds since the epoch. */
function timeOf(text: string): number {
  return /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}
