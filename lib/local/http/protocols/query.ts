import type { ServiceModel, Shape, ShapeRef } from '../model/service-model';
import { retryAfter, wireError } from './error-status';
import type { Protocol, WireBody, WireRequest } from './protocol';
import { fromText } from './text-value';
import { element, escapeXml, messageElement, structureContent } from './xml-writer';

/** AWS Query: a form with `Action` and flattened parameters; the answer is XML. */
export const query: Protocol = {
  operationInBody: true,

  operationOf(request, _model, choice) {
    return formOf(request, choice.body ?? Buffer.alloc(0)).get('Action') ?? undefined;
  },

  decode(request, body, operation, model) {
    const form = formOf(request, body);
    const root = treeOf(form);
    root.children.delete('Action');
    root.children.delete('Version');
    if (operation.input) return readStructure(root, model.shape(operation.input), model, '');
    return Object.fromEntries([...root.children].map(([name, node]) => [name, node.text]));
  },

  encode(output, operation, model, requestId) {
    const wrapper = operation.output?.resultWrapper;
    const content = operation.output ? structureContent(output, operation.output, model) : '';
    const result = wrapper ? `<${wrapper}>${content}</${wrapper}>` : content;
    const body =
      `<${operation.name}Response xmlns="${escapeXml(model.metadata.xmlNamespace ?? '')}">${result}` +
      `<ResponseMetadata>${element('RequestId', requestId)}</ResponseMetadata></${operation.name}Response>`;
    return { status: 200, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId }, body };
  },

  encodeError(error, model, requestId) {
    const { code, status } = wireError(error, model);
    const body =
      `<ErrorResponse xmlns="${escapeXml(model.metadata.xmlNamespace ?? '')}"><Error>` +
      element('Type', status >= 500 ? 'Receiver' : 'Sender') +
      element('Code', code) +
      `${messageElement(error.message)}</Error>${element('RequestId', requestId)}</ErrorResponse>`;
    const headers = { 'content-type': 'text/xml', 'x-amzn-requestid': requestId, ...retryAfter(error) };
    return { status, headers, body };
  },
};

/** Parameters of the form in the body, or of the address of a GET or presigned request. */
function formOf(request: WireRequest, body: WireBody): Map<string, string> {
  if (!Buffer.isBuffer(body)) throw new Error('expected the whole body, got a stream');
  const inAddress = request.query.filter(([name]) => !/^x-amz-/i.test(name));
  return new Map<string, string>([...inAddress, ...new URLSearchParams(body.toString('utf8'))]);
}

/** `A.member.1.B=x` as a tree: A → member → 1 → B. */
interface Node {
  text?: string;
  readonly children: Map<string, Node>;
}

function treeOf(form: Map<string, string>): Node {
  const root: Node = { children: new Map() };
  for (const [name, text] of form) {
    let node = root;
    for (const part of name.split('.')) {
      let child = node.children.get(part);
      if (!child) {
        child = { children: new Map() };
        node.children.set(part, child);
      }
      node = child;
    }
    node.text = text;
  }
  return root;
}

function readStructure(node: Node, shape: Shape, model: ServiceModel, path: string): unknown {
  const members = Object.entries(shape.members ?? {});
  const byName = new Map(members.map(([name, ref]) => [ref.locationName ?? name, [name, ref] as const]));
  const entries = [...node.children].map(([wireName, child]): [string, unknown] => {
    const known = byName.get(wireName);
    if (!known) return [wireName, child.text ?? {}];
    return [known[0], read(child, known[1], model, path ? `${path}.${known[0]}` : known[0])];
  });
  return Object.fromEntries(entries);
}

function read(node: Node, reference: ShapeRef, model: ServiceModel, path: string): unknown {
  const shape = model.shape(reference);
  switch (shape.type) {
    case 'structure':
      return readStructure(node, shape, model, path);
    case 'list': {
      const item = shape.member as ShapeRef;
      return numbered(node, shape.flattened ? undefined : (item.locationName ?? 'member')).map((child, i) =>
        read(child, item, model, `${path}.${i + 1}`),
      );
    }
    case 'map': {
      const key = shape.key?.locationName ?? 'key';
      const value = shape.value?.locationName ?? 'value';
      const none: Node = { children: new Map() };
      return Object.fromEntries(
        numbered(node, shape.flattened ? undefined : 'entry').map((entry) => [
          entry.children.get(key)?.text ?? '',
          read(entry.children.get(value) ?? none, shape.value as ShapeRef, model, path),
        ]),
      );
    }
    default:
      return fromText(node.text ?? '', reference, model, path);
  }
}

/** Items in the order of their numbers. A list without items is sent as an empty parameter. */
function numbered(node: Node, wrapper: string | undefined): Node[] {
  const list = wrapper === undefined ? node : node.children.get(wrapper);
  return [...(list?.children ?? [])].sort(([a], [b]) => Number(a) - Number(b)).map(([, child]) => child);
}
