import type { OperationModel, ServiceModel, Shape, ShapeRef } from '../model/service-model';
import { modelPattern } from './patterns';
import { type Violation, validationError } from './validation-error';

/** Longest value that is repeated in a message. */
const SHOWN = 256;
/** Violations that are reported at once, as many as AWS names in one message before it becomes useless. */
const REPORTED = 10;

/**
 * Checks an input against the operation's input shape: members the shape does not have, required ones that are
 * missing, and every length, range, pattern and enum.
 * @throws ServiceError with the service's own code for an invalid input.
 */
export function validateInput(model: ServiceModel, operation: OperationModel, input: unknown): void {
  const violations = operation.input
    ? violationsOf(model, operation.input, input)
    : violationsOfNothing(operation.name, input);
  if (violations.length > 0) throw validationError(model, violations.slice(0, REPORTED));
}

function violationsOfNothing(operation: string, input: unknown): Violation[] {
  return Object.keys(input as object).map((name) => ({
    kind: 'UNKNOWN_MEMBER',
    text: `Unknown parameter in input: "${name}", ${operation} has no parameters`,
  }));
}

/** Every constraint of the shape that `value` violates. */
function violationsOf(model: ServiceModel, reference: ShapeRef, value: unknown): Violation[] {
  const found: Violation[] = [];
  check(model, reference, value, { path: '', found });
  return found;
}

interface Place {
  /** Members as AWS names them in messages: `tags.1.member.key`. */
  readonly path: string;
  readonly found: Violation[];
}

function check(model: ServiceModel, reference: ShapeRef, value: any, place: Place): void {
  const shape = model.shape(reference);
  switch (shape.type) {
    case 'structure':
      checkStructure(model, shape, value, place);
      return;
    case 'list':
      checkSize(shape, value.length, value, place, 'length');
      value.forEach((item: unknown, i: number) => {
        checkPresent(model, shape.member as ShapeRef, item, at(place, `${i + 1}.member`));
      });
      return;
    case 'map': {
      const entries = Object.entries(value);
      checkSize(shape, entries.length, value, place, 'length');
      for (const [key, item] of entries) {
        check(model, shape.key as ShapeRef, key, place);
        checkPresent(model, shape.value as ShapeRef, item, at(place, `${key}.member`));
      }
      return;
    }
    case 'string':
      checkString(shape, value, place);
      return;
    case 'blob':
      if (Buffer.isBuffer(value)) checkSize(shape, value.length, '(bytes)', place, 'length');
      return;
    case 'integer':
    case 'long':
    case 'double':
    case 'float':
      checkSize(shape, value, value, place, 'value');
      return;
  }
}

function checkPresent(model: ServiceModel, reference: ShapeRef, value: unknown, place: Place): void {
  if (value === null || value === undefined) violate(place, null, 'Member must not be null');
  else check(model, reference, value, place);
}

function checkStructure(model: ServiceModel, shape: Shape, value: any, place: Place): void {
  const members = shape.members ?? {};
  for (const name of Object.keys(value)) {
    if (value[name] === undefined || Object.hasOwn(members, name)) continue;
    const where = place.path ? `input at '${place.path}'` : 'input';
    const names = Object.keys(members).join(', ') || '(none)';
    place.found.push({
      kind: 'UNKNOWN_MEMBER',
      text: `Unknown parameter in ${where}: "${name.slice(0, SHOWN)}", must be one of: ${names}`,
    });
  }
  for (const name of shape.required ?? []) {
    // A token that makes a request idempotent is filled in by the SDKs; AWS fills it in for those that do not.
    if (value[name] == null && !members[name]?.idempotencyToken)
      violate(at(place, lowerFirst(name)), null, 'Member must not be null');
  }
  const set = Object.keys(members).filter((name) => value[name] != null);
  if (shape.union && set.length > 1) violate(place, value, 'Member must have exactly one of its members set');
  for (const name of set) check(model, members[name] as ShapeRef, value[name], at(place, lowerFirst(name)));
}

function checkString(shape: Shape, value: string, place: Place): void {
  const shown = shape.sensitive ? undefined : value;
  const before = place.found.length;
  checkSize(shape, value.length, shown, place, 'length');
  // A value of the wrong length is not matched: some patterns take exponential time on long values.
  if (shape.pattern && place.found.length === before && !modelPattern(shape.pattern).test(value))
    violate(place, shown, `Member must satisfy regular expression pattern: ${shape.pattern}`);
  if (shape.enum && !shape.enum.includes(value))
    violate(place, shown, `Member must satisfy enum value set: [${shape.enum.join(', ')}]`);
}

function checkSize(shape: Shape, size: number, value: unknown, place: Place, what: 'length' | 'value'): void {
  if (shape.min !== undefined && size < shape.min)
    violate(place, value, `Member must have ${what} greater than or equal to ${shape.min}`);
  if (shape.max !== undefined && size > shape.max)
    violate(place, value, `Member must have ${what} less than or equal to ${shape.max}`);
}

/** Without a value (a sensitive one is not repeated) the message says only where. */
function violate(place: Place, value: unknown, constraint: string): void {
  const shown = value === null ? 'null ' : value === undefined ? '' : `'${show(value)}' `;
  place.found.push({
    kind: 'CONSTRAINT',
    text: `Value ${shown}at '${place.path}' failed to satisfy constraint: ${constraint}`,
  });
}

function show(value: unknown): string {
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

function at(place: Place, name: string): Place {
  return { path: place.path ? `${place.path}.${name}` : name, found: place.found };
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
