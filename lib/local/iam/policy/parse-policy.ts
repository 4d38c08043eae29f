import { shown } from '../../../contract';
import { isKnownOperator } from './conditions';
import { isKnownKey } from './global-keys';
import type { Condition, Matched, Policy, PolicyKind, Principals, Statement } from './policy';
import { variablesIn } from './variables';

/**
 * Reads a policy document. What cannot be decided here is refused now, by name, so that no call is ever decided by
 * a policy that was only half understood.
 * @throws Error that names `where`, the statement and the element
 */
export function parsePolicy(document: unknown, kind: PolicyKind, where: string): Policy {
  const root = typeof document === 'string' ? parseJson(document, where) : document;
  const policy = record(root, where);
  only(policy, ['Version', 'Id', 'Statement'], where);
  const version = policy['Version'] ?? '2008-10-17';
  if (version !== '2012-10-17' && version !== '2008-10-17')
    throw new Error(`${where}: expected Version 2012-10-17 or 2008-10-17, got ${shown(version)}`);
  const statements = listOf(policy['Statement']);
  if (statements.length === 0) throw new Error(`${where}: expected at least one Statement`);
  return {
    hasVariables: version === '2012-10-17',
    statements: statements.map((statement, i) =>
      parseStatement(statement, kind, `${where}: Statement[${i}]`),
    ),
  };
}

const ELEMENTS = [
  'Sid',
  'Effect',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Principal',
  'NotPrincipal',
  'Condition',
];

function parseStatement(value: unknown, kind: PolicyKind, where: string): Statement {
  const statement = record(value, where);
  only(statement, ELEMENTS, where);
  const effect = statement['Effect'];
  if (effect !== 'Allow' && effect !== 'Deny')
    throw new Error(`${where}: expected Effect Allow or Deny, got ${shown(effect)}`);
  const actions = matched(statement, 'Action', where);
  if (!actions) throw new Error(`${where}: expected Action or NotAction`);
  for (const action of actions.patterns) {
    if (action !== '*' && !/^[a-z0-9-]+:[A-Za-z0-9*?]+$/i.test(action))
      throw new Error(`${where}: expected an action of the form service:Action, got ${shown(action)}`);
  }
  const resources = matched(statement, 'Resource', where);
  if (kind === 'trust' ? resources : !resources)
    throw new Error(`${where}: a ${kind} policy ${kind === 'trust' ? 'takes no' : 'needs a'} Resource`);
  const principals = principalsOf(statement, where);
  if (kind === 'identity-based' ? principals : !principals)
    throw new Error(
      `${where}: a ${kind} policy ${kind === 'identity-based' ? 'takes no' : 'needs a'} Principal`,
    );
  if (principals?.not && effect === 'Allow')
    throw new Error(
      `${where}: NotPrincipal with Effect Allow is not supported here (AWS advises against it)`,
    );
  for (const text of resources?.patterns ?? []) checkResource(text, where);
  const sid = statement['Sid'];
  return {
    ...(typeof sid === 'string' ? { sid } : {}),
    effect,
    actions,
    ...(resources ? { resources } : {}),
    ...(principals ? { principals } : {}),
    conditions: conditionsOf(statement['Condition'], where),
  };
}

function matched(statement: Record<string, unknown>, name: string, where: string): Matched | undefined {
  const positive = statement[name];
  const negative = statement[`Not${name}`];
  if (positive !== undefined && negative !== undefined)
    throw new Error(`${where}: expected ${name} or Not${name}, got both`);
  const value = positive ?? negative;
  if (value === undefined) return undefined;
  return { not: positive === undefined, patterns: strings(value, `${where}: ${name}`) };
}

function principalsOf(statement: Record<string, unknown>, where: string): Principals | undefined {
  const positive = statement['Principal'];
  const negative = statement['NotPrincipal'];
  if (positive !== undefined && negative !== undefined)
    throw new Error(`${where}: expected Principal or NotPrincipal, got both`);
  const value = positive ?? negative;
  if (value === undefined) return undefined;
  const not = positive === undefined;
  if (value === '*') return { not, everyone: true, aws: [], services: [] };
  const kinds = record(value, `${where}: Principal`);
  only(kinds, ['AWS', 'Service'], `${where}: Principal`);
  const aws = strings(kinds['AWS'], `${where}: Principal.AWS`);
  const services = strings(kinds['Service'], `${where}: Principal.Service`);
  for (const one of [...aws, ...services]) {
    if (one !== '*' && /[*?]/.test(one))
      throw new Error(
        `${where}: Principal: a wildcard within a name matches nothing on AWS, got ${shown(one)}`,
      );
  }
  return { not, everyone: aws.includes('*'), aws, services };
}

function conditionsOf(value: unknown, where: string): Condition[] {
  if (value === undefined) return [];
  return Object.entries(record(value, `${where}: Condition`)).flatMap(([name, keys]) => {
    const [, quantifier, operator = '', ifExists] =
      /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/.exec(name) ?? [];
    if (!isKnownOperator(operator) || (operator === 'Null' && (ifExists || quantifier)))
      throw new Error(`${where}: condition operator ${shown(name)} is not supported here`);
    return Object.entries(record(keys, `${where}: Condition.${name}`)).map(([key, wanted]): Condition => {
      if (!isKnownKey(key)) throw new Error(`${where}: condition key ${shown(key)} is not supported here`);
      const values = strings(wanted, `${where}: Condition.${name}.${key}`);
      for (const text of values) checkVariables(text, where);
      return {
        operator,
        ...(quantifier ? { quantifier: quantifier as 'ForAllValues' } : {}),
        ifExists: ifExists !== undefined,
        key: key.toLowerCase(),
        values,
      };
    });
  });
}

/** IAM refuses such a policy, too: "Resource vendor must be fully qualified and cannot contain regexes." */
function checkResource(text: string, where: string): void {
  checkVariables(text, where);
  const [scheme, , service = ''] = text.split(':', 3);
  if (scheme === 'arn' && /[*?]/.test(service))
    throw new Error(
      `${where}: expected a service without wildcards in the ARN of a resource, got ${shown(text)}`,
    );
}

function checkVariables(text: string, where: string): void {
  for (const key of variablesIn(text)) {
    if (!isKnownKey(key)) throw new Error(`${where}: policy variable ${shown(key)} is not supported here`);
  }
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`${where}: expected a policy document as JSON`, { cause });
  }
}

function record(value: unknown, where: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new Error(`${where}: expected an object, got ${shown(value)}`);
}

function only(value: Record<string, unknown>, names: readonly string[], where: string): void {
  for (const name of Object.keys(value)) {
    if (!names.includes(name))
      throw new Error(
        `${where}: element ${shown(name)} is not supported here; expected one of ${names.join(', ')}`,
      );
  }
}

function listOf(value: unknown): unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

/** Booleans and numbers are written without quotes by some, and mean their text. */
function strings(value: unknown, where: string): string[] {
  return listOf(value).map((one) => {
    if (typeof one === 'string') return one;
    if (typeof one === 'boolean' || typeof one === 'number') return String(one);
    throw new Error(`${where}: expected a string, got ${shown(one)}`);
  });
}
