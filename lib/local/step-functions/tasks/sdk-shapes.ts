import type { ServiceModel, Shape, ShapeRef } from '../../http/model/service-model';

/**
 * Step Functions writes every member of a request or an answer in PascalCase, whatever the service calls it
 * ("Passing parameters to a service API"); keys of maps stay as they are.
 */
export function toServiceInput(
  value: unknown,
  reference: ShapeRef | undefined,
  model: ServiceModel,
): unknown {
  if (reference === undefined) return value;
  const named = convert(value, reference, model, (key, members) => members.get(key)?.name ?? key);
  return stringified(named, reference, model);
}

/** JSON where the service wants text, as in `Detail`, `Message` or `Body`, is sent as its text. */
function stringified(value: unknown, reference: ShapeRef, model: ServiceModel): unknown {
  if (value === null || typeof value !== 'object') return value;
  const shape = model.shape(reference);
  if (shape.type === 'string' || shape.type === 'blob') return JSON.stringify(value);
  if (shape.type === 'list' && shape.member && Array.isArray(value))
    return value.map((item) => stringified(item, shape.member as ShapeRef, model));
  const entries = Object.entries(value).map(([key, item]) => {
    const ref = shape.type === 'map' ? shape.value : shape.members?.[key];
    return [key, ref ? stringified(item, ref, model) : item];
  });
  return Array.isArray(value) ? value : Object.fromEntries(entries);
}

/** Names in an input that the service does not know, as `A.B`. */
export function unknownMembers(
  value: unknown,
  reference: ShapeRef | undefined,
  model: ServiceModel,
  path = '',
): string[] {
  if (reference === undefined || value === null || typeof value !== 'object') return [];
  const shape = model.shape(reference);
  if (shape.type === 'structure') {
    const members = membersOf(shape);
    return Object.entries(value).flatMap(([key, item]) => {
      const place = path === '' ? key : `${path}.${key}`;
      const member = key === pascal(key) ? members.get(key) : undefined;
      return member === undefined ? [place] : unknownMembers(item, member.reference, model, place);
    });
  }
  const child = shape.type === 'list' ? shape.member : shape.type === 'map' ? shape.value : undefined;
  if (child === undefined) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    unknownMembers(item, child, model, `${path}[${key}]`),
  );
}

/** An answer as a state sees it. `numericTimes`: milliseconds since the epoch instead of ISO 8601. */
export async function fromServiceOutput(
  value: unknown,
  reference: ShapeRef | undefined,
  model: ServiceModel,
  options: { readonly numericTimes: boolean },
): Promise<unknown> {
  if (reference === undefined) return {};
  const read = await readBlobs(value);
  return times(convert(read, reference, model, pascal), options.numericTimes);
}

/** A member of a structure: its name in the service model. */
interface Member {
  readonly name: string;
  readonly reference: ShapeRef;
}

type Members = ReadonlyMap<string, Member>;
type Renaming = (key: string, members: Members) => string;

const known = new WeakMap<Shape, Members>();

/** A structure's members by the service's name and by that of Step Functions; worked out once for each shape. */
function membersOf(shape: Shape): Members {
  const found = known.get(shape);
  if (found !== undefined) return found;
  const members = new Map<string, Member>();
  for (const [name, reference] of Object.entries(shape.members ?? {}))
    for (const key of [name, pascal(name)]) members.set(key, { name, reference });
  known.set(shape, members);
  return members;
}

function convert(value: unknown, reference: ShapeRef, model: ServiceModel, renaming: Renaming): unknown {
  if (value === null || value === undefined) return value;
  const shape: Shape = model.shape(reference);
  if (shape.type === 'structure' && isPlain(value)) {
    const members = membersOf(shape);
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, item]) => item !== undefined)
        .map(([key, item]) => {
          const member = members.get(key);
          return [renaming(key, members), member ? convert(item, member.reference, model, renaming) : item];
        }),
    );
  }
  if (shape.type === 'list' && shape.member && Array.isArray(value))
    return value.map((item) => convert(item, shape.member as ShapeRef, model, renaming));
  if (shape.type === 'map' && shape.value && isPlain(value))
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        convert(item, shape.value as ShapeRef, model, renaming),
      ]),
    );
  return value;
}

function pascal(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** Blobs and streams are text to a state machine. */
async function readBlobs(value: unknown): Promise<unknown> {
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  if (Symbol.asyncIterator in value) {
    const chunks: Buffer[] = [];
    for await (const chunk of value as AsyncIterable<Uint8Array>) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks).toString('utf8');
  }
  if (Array.isArray(value)) return Promise.all(value.map(readBlobs));
  const entries = Object.entries(value).map(async ([key, item]) => [key, await readBlobs(item)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

function times(value: unknown, numeric: boolean): unknown {
  if (value instanceof Date) return numeric ? value.getTime() : value.toISOString();
  if (Array.isArray(value)) return value.map((item) => times(item, numeric));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, times(item, numeric)]));
}
