import { ServiceError } from '../../service';
import type { OperationModel, ServiceModel, ShapeRef } from '../model/service-model';
import type { WireRequest } from './protocol';
import { pathLabels } from './rest-routing';
import { fromText, toText } from './text-value';

/** Members of a REST input that travel outside the body: in the path, the query string and the headers. */
export function decodeBindings(
  request: WireRequest,
  operation: OperationModel,
  model: ServiceModel,
): Record<string, unknown> {
  const labels = pathLabels(request, operation, model);
  if (!labels) throw new ServiceError('SerializationException', `${request.path}: the path is not valid`);
  const input: [string, unknown][] = [];
  for (const [name, reference] of membersOf(operation, model)) {
    const value = readMember(name, reference, { request, labels, model });
    if (value !== undefined) input.push([name, value]);
  }
  return Object.fromEntries(input);
}

interface Source {
  readonly request: WireRequest;
  readonly labels: Readonly<Record<string, string>>;
  readonly model: ServiceModel;
}

function readMember(name: string, reference: ShapeRef, source: Source): unknown {
  const wireName = reference.locationName ?? name;
  switch (reference.location) {
    case 'uri':
      return fromText(source.labels[wireName] ?? '', reference, source.model, name);
    case 'querystring': {
      const values = source.request.query.filter(([key]) => key === wireName).map(([, value]) => value);
      return values.length === 0 ? undefined : readValues(values, reference, source, name);
    }
    case 'header': {
      const value = source.request.headers[wireName.toLowerCase()];
      if (value === undefined) return undefined;
      const text = Array.isArray(value) ? value.join(',') : value;
      const isList = source.model.shape(reference).type === 'list';
      return readValues(
        isList ? text.split(',').map((part) => part.trim()) : [text],
        reference,
        source,
        name,
      );
    }
    case 'headers':
      return readPrefixed(wireName.toLowerCase(), source.request);
    default:
      return undefined;
  }
}

function readValues(values: readonly string[], reference: ShapeRef, source: Source, name: string): unknown {
  const shape = source.model.shape(reference);
  if (shape.type === 'list')
    return values.map((text) => fromText(text, shape.member as ShapeRef, source.model, name));
  return fromText(values[values.length - 1] as string, reference, source.model, name);
}

/** `x-amz-meta-*`: every header with the prefix, as a map. */
function readPrefixed(prefix: string, request: WireRequest): Record<string, string> | undefined {
  const found = Object.entries(request.headers)
    .filter(([header]) => header.startsWith(prefix))
    .map(([header, value]) => [header.slice(prefix.length), String(value)] as const);
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

/** Query parameters that no member of the input and no literal of the operation's address accounts for. */
export function unknownQueryParameters(
  request: WireRequest,
  operation: OperationModel,
  model: ServiceModel,
): string[] {
  const literal = (operation.http.requestUri.split('?')[1] ?? '')
    .split('&')
    .map((pair) => pair.split('=')[0]);
  const known = new Set<string | undefined>(literal);
  for (const [name, reference] of membersOf(operation, model))
    if (reference.location === 'querystring') known.add(reference.locationName ?? name);
  return request.query.map(([name]) => name).filter((name) => !known.has(name) && !/^x-amz-/i.test(name));
}

/** Headers and status of a REST output. */
export function encodeBindings(
  output: any,
  operation: OperationModel,
  model: ServiceModel,
): { headers: Record<string, string>; status: number } {
  const headers: Record<string, string> = {};
  let status = operation.http.responseCode ?? 200;
  const members = operation.output ? (model.shape(operation.output).members ?? {}) : {};
  for (const [name, reference] of Object.entries(members)) {
    const value = output?.[name];
    if (value == null) continue;
    const wireName = (reference.locationName ?? name).toLowerCase();
    if (reference.location === 'statusCode') status = value;
    else if (reference.location === 'header') headers[wireName] = headerText(value, reference, model);
    else if (reference.location === 'headers') {
      for (const [key, item] of Object.entries(value)) headers[wireName + key.toLowerCase()] = String(item);
    }
  }
  return { headers, status };
}

function headerText(value: any, reference: ShapeRef, model: ServiceModel): string {
  const shape = model.shape(reference);
  if (shape.type === 'list')
    return value.map((item: unknown) => toText(item, shape.member as ShapeRef, model, 'rfc822')).join(',');
  return toText(value, reference, model, 'rfc822');
}

/** Members of the input's shape, none when the operation takes no input. */
function membersOf(operation: OperationModel, model: ServiceModel): [string, ShapeRef][] {
  return operation.input ? Object.entries(model.shape(operation.input).members ?? {}) : [];
}
