import { Readable } from 'node:stream';
import type { ServiceModel, ShapeRef } from '../model/service-model';

/**
 * Problems of an operation's answer when held against its output shape: members the shape does not have, required
 * ones that are missing, values of the wrong type and unknown enum values. Any of them is a bug of the emulated service.
 */
export function outputProblems(
  model: ServiceModel,
  reference: ShapeRef | undefined,
  output: unknown,
): string[] {
  if (reference) return shapeProblems(model, reference, output ?? {}, 'output');
  if (output && typeof output === 'object' && Object.keys(output).length > 0)
    return [`expected no output, got ${Object.keys(output).join(', ')}`];
  return [];
}

/** Problems of a value when held against a shape of the model; `path` is what they call the value. */
export function shapeProblems(
  model: ServiceModel,
  reference: ShapeRef,
  value: unknown,
  path: string,
): string[] {
  const found: string[] = [];
  check(model, reference, value, path, found);
  return found;
}

function check(model: ServiceModel, reference: ShapeRef, value: any, path: string, found: string[]): void {
  const shape = model.shape(reference);
  switch (shape.type) {
    case 'structure': {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) break;
      const members = shape.members ?? {};
      for (const name of Object.keys(value)) {
        if (value[name] != null && !Object.hasOwn(members, name))
          found.push(`${path}.${name}: there is no such member in ${reference.shape}`);
      }
      for (const name of shape.required ?? []) {
        if (value[name] == null) found.push(`${path}.${name}: required by ${reference.shape}, but missing`);
      }
      for (const [name, member] of Object.entries(members)) {
        if (value[name] != null) check(model, member, value[name], `${path}.${name}`, found);
      }
      return;
    }
    case 'list':
      if (!Array.isArray(value)) break;
      for (const [i, item] of value.entries())
        check(model, shape.member as ShapeRef, item, `${path}[${i}]`, found);
      return;
    case 'map':
      if (typeof value !== 'object' || value === null || Array.isArray(value)) break;
      for (const [key, item] of Object.entries(value)) {
        if (item !== undefined) check(model, shape.value as ShapeRef, item, `${path}.${key}`, found);
      }
      return;
    case 'string':
      if (typeof value !== 'string') break;
      if (shape.enum && !shape.enum.includes(value))
        found.push(`${path}: "${value}" is not one of ${shape.enum.join(', ')}`);
      return;
    case 'timestamp':
      if (!(value instanceof Date) || Number.isNaN(value.getTime())) break;
      return;
    case 'blob':
      if (!(value instanceof Uint8Array) && !(value instanceof Readable) && typeof value !== 'string') break;
      return;
    case 'integer':
    case 'long':
      if (!Number.isInteger(value)) break;
      return;
    case 'boolean':
      if (typeof value !== 'boolean') break;
      return;
    default:
      if (typeof value !== 'number') break;
      return;
  }
  found.push(`${path}: expected a ${shape.type}, got ${value === null ? 'null' : typeof value}`);
}
