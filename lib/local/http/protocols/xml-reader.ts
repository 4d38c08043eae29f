import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { ServiceError } from '../../service';
import type { ServiceModel, Shape, ShapeRef } from '../model/service-model';
import { fromText } from './text-value';

const ATTRIBUTE = '@_';
const TEXT = '#text';

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: ATTRIBUTE,
  textNodeName: TEXT,
  // Values are typed by the service model, and object keys may begin or end with white space.
  parseTagValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  processEntities: true,
  // Numeric character references: S3 keys may hold control characters.
  htmlEntities: true,
});

/**
 * Reads an XML body into the value of a shape.
 * @throws ServiceError MalformedXML
 */
export function fromXml(body: Buffer, reference: ShapeRef, model: ServiceModel): any {
  const text = body.toString('utf8');
  // No AWS request has a document type; without one there are no entities that could expand.
  if (/<!DOCTYPE/i.test(text)) throw malformed('a document type declaration is not accepted');
  const verdict = XMLValidator.validate(text);
  if (verdict !== true) throw malformed(verdict.err.msg);
  let document: Record<string, unknown>;
  try {
    document = parser.parse(text);
  } catch (cause) {
    throw malformed(cause instanceof Error ? cause.message : String(cause));
  }
  const roots = Object.keys(document).filter((name) => name !== TEXT && !name.startsWith('?'));
  const root = roots[0];
  if (roots.length !== 1 || root === undefined)
    throw malformed(`expected one root element, got ${roots.length}`);
  return read(document[root], reference, model, root);
}

function malformed(problem: string): ServiceError {
  return new ServiceError(
    'MalformedXML',
    `The XML you provided was not well-formed or did not validate against our published schema: ${problem}`,
    { status: 400 },
  );
}

function read(element: unknown, reference: ShapeRef, model: ServiceModel, path: string): unknown {
  const shape = model.shape(reference);
  switch (shape.type) {
    case 'structure':
      return readStructure(element, shape, model, path);
    case 'list': {
      const item = shape.member as ShapeRef;
      const flattened = shape.flattened || reference.flattened;
      const items = flattened ? element : childOf(element, item.locationName ?? 'member');
      return asArray(items).map((one, i) => read(one, item, model, `${path}.${i + 1}`));
    }
    case 'map': {
      const flattened = shape.flattened || reference.flattened;
      const entries = asArray(flattened ? element : childOf(element, 'entry'));
      return Object.fromEntries(
        entries.map((entry) => [
          textOf(childOf(entry, shape.key?.locationName ?? 'key')),
          read(childOf(entry, shape.value?.locationName ?? 'value'), shape.value as ShapeRef, model, path),
        ]),
      );
    }
    default:
      return fromText(textOf(element), reference, model, path);
  }
}

function readStructure(element: unknown, shape: Shape, model: ServiceModel, path: string): unknown {
  if (typeof element !== 'object' || element === null) {
    if (textOf(element).trim() !== '') throw malformed(`${path}: expected elements, got text`);
    return {};
  }
  const children = element as Record<string, unknown>;
  const result: [string, unknown][] = [];
  const known = new Set<string>([TEXT]);
  for (const [name, member] of Object.entries(shape.members ?? {})) {
    const wireName = member.xmlAttribute
      ? ATTRIBUTE + (member.locationName ?? name)
      : elementName(name, member, model);
    known.add(wireName);
    if (children[wireName] === undefined) continue;
    result.push([name, read(children[wireName], member, model, `${path}.${name}`)]);
  }
  for (const name of Object.keys(children)) {
    if (!known.has(name) && !name.startsWith(ATTRIBUTE)) result.push([name, children[name]]);
  }
  return Object.fromEntries(result);
}

/** Name of a member's element; a flattened list may take it from its items. */
export function elementName(name: string, reference: ShapeRef, model: ServiceModel): string {
  const shape = model.shape(reference);
  const fromItems =
    shape.type === 'list' && (shape.flattened || reference.flattened) && shape.member?.locationName;
  return reference.locationName ?? (fromItems || name);
}

function childOf(element: unknown, name: string): unknown {
  return typeof element === 'object' && element !== null
    ? (element as Record<string, unknown>)[name]
    : undefined;
}

function asArray(value: unknown): unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

function textOf(element: unknown): string {
  if (typeof element === 'string') return element;
  const text = childOf(element, TEXT);
  return typeof text === 'string' ? text : '';
}
