import { Readable } from 'node:stream';
import { ServiceError } from '../../service';
import type { ServiceModel, Shape, ShapeRef } from '../model/service-model';
import { formatTimestamp, parseTimestamp } from './timestamps';

/** Nesting that is still read. DynamoDB allows 32 levels, each of which is three shapes deep. */
const DEEPEST = 128;

interface Reading {
  readonly model: ServiceModel;
  /** How a blob is written as a string: base64 on the wire, plain text in calls made inside the runtime. */
  readonly blobs: 'base64' | 'text';
  /** Members are named as on the wire (`locationName`) or as in the model. */
  readonly names: 'wire' | 'model';
}

/**
 * Turns a JSON value into the value that operations work with: `Date` for timestamps, Buffer for blobs. Members that
 * the shape does not have are kept, so that validation can refuse them by name.
 * @throws ServiceError SerializationException for a value of the wrong type.
 */
export function fromJson(value: unknown, reference: ShapeRef, reading: Reading): any {
  return read(value, reference, { ...reading, path: '', depth: 0 });
}

interface Place extends Reading {
  readonly path: string;
  readonly depth: number;
}

function read(value: unknown, reference: ShapeRef, place: Place): unknown {
  const shape = place.model.shape(reference);
  if (place.depth > DEEPEST) throw wrong(place, `expected at most ${DEEPEST} levels of nesting`);
  switch (shape.type) {
    case 'structure':
      return readStructure(value, shape, place);
    case 'list':
      if (!Array.isArray(value)) throw wrong(place, `expected a list, got ${typeOf(value)}`);
      return value.map((item, i) => readItem(item, shape.member as ShapeRef, below(place, String(i + 1))));
    case 'map':
      if (!isRecord(value)) throw wrong(place, `expected a map, got ${typeOf(value)}`);
      return Object.fromEntries(
        Object.entries(value)
          .filter(([, item]) => item !== undefined)
          .map(([key, item]) => [key, readItem(item, shape.value as ShapeRef, below(place, key))]),
      );
    default:
      return readScalar(value, shape, reference, place);
  }
}

function readItem(item: unknown, reference: ShapeRef, place: Place): unknown {
  return item === null ? null : read(item, reference, place);
}

function readStructure(value: unknown, shape: Shape, place: Place): unknown {
  if (!isRecord(value)) throw wrong(place, `expected a structure, got ${typeOf(value)}`);
  const members = Object.entries(shape.members ?? {});
  const byName = new Map(
    members.map(([name, ref]) => [
      place.names === 'wire' ? (ref.locationName ?? name) : name,
      [name, ref] as const,
    ]),
  );
  const entries: [string, unknown][] = [];
  for (const [name, item] of Object.entries(value)) {
    // A member that is null counts as left out, as in every AWS JSON protocol.
    if (item === undefined || item === null) continue;
    const known = byName.get(name);
    entries.push(known ? [known[0], read(item, known[1], below(place, known[0]))] : [name, item]);
  }
  return Object.fromEntries(entries);
}

function readScalar(value: unknown, shape: Shape, reference: ShapeRef, place: Place): unknown {
  switch (shape.type) {
    case 'timestamp':
      return parseTimestamp(value, place.path);
    case 'blob':
      return readBlob(value, shape.streaming === true || reference.streaming === true, place);
    case 'boolean':
      if (typeof value !== 'boolean') throw wrong(place, `expected a boolean, got ${typeOf(value)}`);
      return value;
    case 'integer':
    case 'long':
      if (typeof value !== 'number' || !Number.isInteger(value))
        throw wrong(place, `expected an integer, got ${typeOf(value)}`);
      return value;
    case 'double':
    case 'float':
      if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return Number(value);
      if (typeof value !== 'number') throw wrong(place, `expected a number, got ${typeOf(value)}`);
      return value;
    default:
      if (typeof value !== 'string') throw wrong(place, `expected a string, got ${typeOf(value)}`);
      return value;
  }
}

function readBlob(value: unknown, streaming: boolean, place: Place): unknown {
  if (value instanceof Readable) return value;
  const bytes =
    value instanceof Uint8Array
      ? Buffer.from(value.buffer, value.byteOffset, value.byteLength)
      : typeof value === 'string'
        ? Buffer.from(value, place.blobs === 'base64' ? 'base64' : 'utf8')
        : undefined;
  if (!bytes) throw wrong(place, `expected bytes, got ${typeOf(value)}`);
  return streaming ? Readable.from([bytes]) : bytes;
}

/** Turns an output value into what JSON.stringify writes on the wire. Members without a value are left out. */
export function toJson(value: any, reference: ShapeRef, model: ServiceModel): unknown {
  const shape = model.shape(reference);
  switch (shape.type) {
    case 'structure': {
      const members = Object.entries(shape.members ?? {}).filter(([name]) => value[name] != null);
      return Object.fromEntries(
        members.map(([name, ref]) => [ref.locationName ?? name, toJson(value[name], ref, model)]),
      );
    }
    case 'list':
      return value.map((item: unknown) =>
        item === null ? null : toJson(item, shape.member as ShapeRef, model),
      );
    case 'map':
      return Object.fromEntries(
        Object.entries(value)
          .filter(([, item]) => item !== undefined)
          .map(([key, item]) => [key, item === null ? null : toJson(item, shape.value as ShapeRef, model)]),
      );
    case 'timestamp':
      return formatTimestamp(value, reference.timestampFormat ?? shape.timestampFormat ?? 'unixTimestamp');
    case 'blob':
      return Buffer.from(value).toString('base64');
    case 'double':
    case 'float':
      return Number.isFinite(value) ? value : String(value);
    default:
      return value;
  }
}

function below(place: Place, name: string): Place {
  return { ...place, path: place.path ? `${place.path}.${name}` : name, depth: place.depth + 1 };
}

function wrong(place: Place, problem: string): ServiceError {
  return new ServiceError('SerializationException', place.path ? `${place.path}: ${problem}` : problem);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Uint8Array) &&
    !(value instanceof Date)
  );
}

function typeOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}
