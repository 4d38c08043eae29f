import type { ServiceModel, Shape, ShapeRef } from '../../../../lib/local/http/model/service-model';
import { modelPattern } from '../../../../lib/local/http/validation/patterns';

/** Texts that together fit every pattern of the emulated services' inputs. */
const TEXTS = [
  'sample',
  'a',
  '000000000000',
  '1.0',
  '1',
  'arn:aws:iam::000000000000:role/sample',
  'arn:aws:states:us-east-1:000000000000:stateMachine:sample',
  '12345678-1234-1234-1234-123456789012',
  '/sample/*',
  '/*',
  'sample/sample',
  'arn:aws:sns:us-east-1:000000000000:sample',
  '0123456789012345678901234567890123456789',
];
/** Texts that patterns tend to exclude. */
const ODD_TEXTS = ['!', ' ', '%', 'é', '\u0001', '\n', '#/', '_'];
/** Longer values only cost time. */
const LONGEST = 70_000;
/** Structures in structures: deeper ones are made of the same shapes. */
const DEEPEST = 3;

/** A part of an input that breaks one rule of the model. */
export interface BrokenInput {
  /** Members on the way to the broken one. */
  readonly path: readonly string[];
  readonly rule: string;
  readonly input: unknown;
}

/** The smallest value that the shape allows: required members only. @throws Error where no example is known */
export function exampleOf(model: ServiceModel, reference: ShapeRef, depth = 0): unknown {
  const shape = model.shape(reference);
  switch (shape.type) {
    case 'structure': {
      if (depth > 8) throw new Error(`${model.name} ${reference.shape}: too deep for an example`);
      const names = shape.union ? Object.keys(shape.members ?? {}).slice(0, 1) : (shape.required ?? []);
      return Object.fromEntries(
        names.map((name) => [name, exampleOf(model, shape.members?.[name] as ShapeRef, depth + 1)]),
      );
    }
    case 'list':
      return Array.from({ length: shape.min ?? 0 }, () =>
        exampleOf(model, shape.member as ShapeRef, depth + 1),
      );
    case 'map':
      return (shape.min ?? 0) === 0
        ? {}
        : {
            [exampleOf(model, shape.key as ShapeRef) as string]: exampleOf(
              model,
              shape.value as ShapeRef,
              depth + 1,
            ),
          };
    case 'string':
      return textOf(model, reference, shape);
    case 'integer':
    case 'long':
    case 'float':
    case 'double':
      return shape.min ?? Math.min(1, shape.max ?? 1);
    case 'boolean':
      return false;
    case 'timestamp':
      return 1_700_000_000;
    default:
      return 'x'.repeat(Math.max(1, shape.min ?? 1));
  }
}

function textOf(model: ServiceModel, reference: ShapeRef, shape: Shape): string {
  if (shape.enum) return shape.enum[0] as string;
  const min = shape.min ?? 0;
  const found = [...TEXTS, 'a'.repeat(min), '1'.repeat(min)].find(
    (text) => text.length >= min && fits(shape, text),
  );
  if (found === undefined)
    throw new Error(`${model.name} ${reference.shape}: no example text fits ${JSON.stringify(shape)}`);
  return found;
}

function fits({ max = Number.POSITIVE_INFINITY, pattern }: Shape, text: string): boolean {
  return text.length <= max && (pattern === undefined || modelPattern(pattern).test(text));
}

/** Inputs that each break one rule that the shape or one of its members states. */
export function* brokenInputs(
  model: ServiceModel,
  reference: ShapeRef,
  depth = 0,
): Generator<BrokenInput, void, undefined> {
  const shape = model.shape(reference);
  if (shape.type === 'structure') yield* brokenStructures(model, reference, depth);
  else if (shape.type === 'list') yield* brokenLists(model, shape, depth);
  else if (shape.type === 'string') yield* brokenTexts(shape);
  else if (['integer', 'long', 'float', 'double'].includes(shape.type)) yield* brokenNumbers(shape);
}

function* brokenStructures(model: ServiceModel, reference: ShapeRef, depth: number): Generator<BrokenInput> {
  if (depth > DEEPEST) return;
  const shape = model.shape(reference);
  const example = exampleOf(model, reference) as Record<string, unknown>;
  yield { path: ['NotInTheModel'], rule: 'unknown', input: { ...example, NotInTheModel: 'x' } };
  for (const [name, member] of Object.entries(shape.members ?? {})) {
    const { [name]: _, ...rest } = example;
    if (shape.required?.includes(name) && !member.idempotencyToken)
      yield { path: [name], rule: 'required', input: rest };
    if (model.shape(member).streaming) continue;
    const others = shape.union ? {} : rest;
    for (const broken of brokenInputs(model, member, depth + 1))
      yield { ...broken, path: [name, ...broken.path], input: { ...others, [name]: broken.input } };
  }
}

function* brokenLists(model: ServiceModel, shape: Shape, depth: number): Generator<BrokenInput> {
  const item = (): unknown => itemOf(model, shape.member as ShapeRef);
  if (shape.min) yield { path: [], rule: 'min', input: Array.from({ length: shape.min - 1 }, item) };
  if (shape.max !== undefined && shape.max <= 1000)
    yield { path: [], rule: 'max', input: Array.from({ length: shape.max + 1 }, item) };
  if (shape.max === 0) return;
  const others = Array.from({ length: Math.max(0, (shape.min ?? 0) - 1) }, item);
  for (const broken of brokenInputs(model, shape.member as ShapeRef, depth + 1))
    yield { ...broken, input: [broken.input, ...others] };
}

/** An example that is not empty: AWS Query sends nothing for an empty structure. */
function itemOf(model: ServiceModel, reference: ShapeRef): unknown {
  const example = exampleOf(model, reference);
  const [first] = Object.entries(model.shape(reference).members ?? {});
  if (first === undefined || Object.keys(example as object).length > 0) return example;
  return { [first[0]]: exampleOf(model, first[1]) };
}

function* brokenTexts(shape: Shape): Generator<BrokenInput> {
  if (shape.enum) {
    yield { path: [], rule: 'enum', input: 'NotInTheModel' };
    return;
  }
  if (shape.min) yield { path: [], rule: 'min', input: 'a'.repeat(shape.min - 1) };
  if (shape.max !== undefined && shape.max < LONGEST)
    yield { path: [], rule: 'max', input: 'a'.repeat(shape.max + 1) };
  const { pattern, min = 0 } = shape;
  if (pattern === undefined) return;
  const odd = ODD_TEXTS.map((text) => text.repeat(Math.max(1, min))).find(
    (text) => text.length <= (shape.max ?? LONGEST) && !modelPattern(pattern).test(text),
  );
  if (odd !== undefined) yield { path: [], rule: 'pattern', input: odd };
}

function* brokenNumbers({ min, max }: Shape): Generator<BrokenInput> {
  if (min !== undefined) yield { path: [], rule: 'min', input: min - 1 };
  if (max !== undefined && max < Number.MAX_SAFE_INTEGER) yield { path: [], rule: 'max', input: max + 1 };
}
