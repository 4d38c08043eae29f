import type { ServiceModel, ShapeRef } from '../model/service-model';
import { toText } from './text-value';
import { elementName } from './xml-reader';

/** XML element with escaped text. */
export function element(name: string, text: string): string {
  return `<${name}>${escapeXml(text)}</${name}>`;
}

/**
 * The message of an error. It may repeat what the client sent; a character that XML cannot carry, not even as a
 * reference, would make the whole error unreadable.
 */
export function messageElement(message: string): string {
  return element('Message', message.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '\ufffd'));
}

/** Writes a value as the element `name`, by its shape. Members that travel in headers are left out. */
export function toXml(name: string, value: any, reference: ShapeRef, model: ServiceModel): string {
  const shape = model.shape(reference);
  switch (shape.type) {
    case 'structure': {
      const { attributes, content } = structureParts(value, reference, model);
      return `<${name}${attributes}>${content}</${name}>`;
    }
    case 'list': {
      const item = shape.member as ShapeRef;
      const flattened = shape.flattened || reference.flattened;
      const itemName = flattened ? name : (item.locationName ?? 'member');
      const items = value.map((one: unknown) => toXml(itemName, one, item, model)).join('');
      return flattened ? items : `<${name}>${items}</${name}>`;
    }
    case 'map': {
      const flattened = shape.flattened || reference.flattened;
      const entries = Object.entries(value).map(([key, item]) => {
        const inner =
          element(shape.key?.locationName ?? 'key', key) +
          toXml(shape.value?.locationName ?? 'value', item, shape.value as ShapeRef, model);
        return flattened ? `<${name}>${inner}</${name}>` : `<entry>${inner}</entry>`;
      });
      return flattened ? entries.join('') : `<${name}>${entries.join('')}</${name}>`;
    }
    default:
      return element(name, toText(value, reference, model, 'iso8601'));
  }
}

/** Children of a structure's element. */
export function structureContent(value: any, reference: ShapeRef, model: ServiceModel): string {
  return structureParts(value, reference, model).content;
}

function structureParts(value: any, reference: ShapeRef, model: ServiceModel) {
  const namespace = reference.xmlNamespace ?? model.shape(reference).xmlNamespace;
  const prefix = namespace && 'prefix' in namespace && namespace.prefix ? `:${namespace.prefix}` : '';
  let attributes = namespace ? ` xmlns${prefix}="${escapeXml(namespace.uri)}"` : '';
  let content = '';
  for (const [name, member] of Object.entries(model.shape(reference).members ?? {})) {
    if (value?.[name] == null || member.location !== undefined) continue;
    if (member.xmlAttribute)
      attributes += ` ${member.locationName ?? name}="${escapeXml(String(value[name]))}"`;
    else content += toXml(elementName(name, member, model), value[name], member, model);
  }
  return { attributes, content };
}

/** Escapes text for XML. Control characters become references, or else nothing that reads XML would take them back. */
export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replace(/[\u0000-\u0008\u000b-\u001f]/g, (character) => `&#x${character.charCodeAt(0).toString(16)};`);
}
