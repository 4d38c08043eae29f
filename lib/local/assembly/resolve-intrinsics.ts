import type { DeployedResource } from './resource-provider';
import { getAttTarget, SUB_PLACEHOLDER } from './template-references';

/** What a template's intrinsics can refer to. */
export interface ResolutionScope {
  /** Where the value stands, for error messages: `stack S, resource R`. */
  readonly place: string;
  /** Pseudo parameters and template parameters. */
  readonly parameters: ReadonlyMap<string, unknown>;
  readonly resources: ReadonlyMap<string, DeployedResource>;
}

/** Stands for AWS::NoValue until the property or list entry that holds it is dropped. */
const NO_VALUE = Symbol('AWS::NoValue');

type Intrinsic = (content: any, scope: ResolutionScope) => unknown;

/**
 * Replaces the intrinsic functions in `value`. Only those that this app's templates use exist; any other is refused by
 * name, because a value left unresolved would surface far from its cause.
 */
export function resolveIntrinsics(value: unknown, scope: ResolutionScope): unknown {
  const resolved = resolveValue(value, scope);
  return resolved === NO_VALUE ? undefined : resolved;
}

function resolveValue(value: unknown, scope: ResolutionScope): unknown {
  if (Array.isArray(value))
    return value.map((item) => resolveValue(item, scope)).filter((item) => item !== NO_VALUE);
  if (typeof value !== 'object' || value === null) return value;
  const keys = Object.keys(value);
  const [only] = keys;
  if (keys.length === 1 && only !== undefined && (only === 'Ref' || only.startsWith('Fn::'))) {
    const intrinsic = INTRINSICS[only];
    if (intrinsic === undefined)
      throw new Error(`${scope.place}: the intrinsic function ${only} is not supported`);
    return intrinsic((value as Record<string, unknown>)[only], scope);
  }
  const entries = Object.entries(value).map(([key, content]) => [key, resolveValue(content, scope)] as const);
  return Object.fromEntries(entries.filter(([, content]) => content !== NO_VALUE));
}

const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  Ref: (name, scope) => reference(String(name), scope),
  'Fn::GetAtt': (content, scope) => {
    const { logicalId, attribute } = getAttTarget(content);
    return attributeOf(logicalId, attribute, scope);
  },
  'Fn::Join': ([separator, items], scope) => list(items, scope, 'Fn::Join').map(text).join(String(separator)),
  'Fn::Select': ([index, items], scope) => {
    const values = list(items, scope, 'Fn::Select');
    const position = Number(resolveValue(index, scope));
    if (!(position in values))
      throw new Error(`${scope.place}: Fn::Select wants item ${position} of a list of ${values.length}`);
    return values[position];
  },
  'Fn::Split': ([separator, source], scope) => text(resolveValue(source, scope)).split(String(separator)),
  'Fn::Sub': (content, scope) => substitute(content, scope),
};

function reference(name: string, scope: ResolutionScope): unknown {
  if (name === 'AWS::NoValue') return NO_VALUE;
  if (scope.parameters.has(name)) return scope.parameters.get(name);
  const resource = scope.resources.get(name);
  if (resource === undefined)
    throw new Error(`${scope.place}: Ref names "${name}", which the template does not have`);
  return resource.ref;
}

function attributeOf(logicalId: string, attribute: string, scope: ResolutionScope): unknown {
  const resource = scope.resources.get(logicalId);
  if (resource === undefined)
    throw new Error(`${scope.place}: Fn::GetAtt names "${logicalId}", which the template does not have`);
  const value = resource.attributes?.[attribute];
  if (value === undefined)
    throw new Error(
      `${scope.place}: Fn::GetAtt wants "${attribute}" of ${logicalId}; the local runtime has ` +
        `${Object.keys(resource.attributes ?? {}).join(', ') || 'no attributes'} for it`,
    );
  return value;
}

function substitute(content: unknown, scope: ResolutionScope): string {
  const [template, variables = {}] = Array.isArray(content) ? content : [content];
  return String(template).replace(SUB_PLACEHOLDER, (_match, escaped: string, name: string) => {
    if (escaped) return `\${${name}}`;
    if (Object.hasOwn(variables as object, name))
      return text(resolveValue((variables as Record<string, unknown>)[name], scope));
    if (name.startsWith('AWS::') || !name.includes('.')) return text(reference(name, scope));
    const { logicalId, attribute } = getAttTarget(name);
    return text(attributeOf(logicalId, attribute, scope));
  });
}

function list(items: unknown, scope: ResolutionScope, intrinsic: string): unknown[] {
  const values = resolveValue(items, scope);
  if (!Array.isArray(values))
    throw new Error(`${scope.place}: ${intrinsic} wants a list, got ${JSON.stringify(values)}`);
  return values;
}

function text(value: unknown): string {
  if (typeof value === 'object' || value === undefined)
    throw new Error(`expected a string inside an intrinsic function, got ${JSON.stringify(value)}`);
  return String(value);
}
