import { ServiceError } from '../../service';
import type { ServiceModel, ShapeRef, TimestampFormat } from '../model/service-model';
import { formatTimestamp, parseTimestamp } from './timestamps';

/**
 * Reads a scalar that is written as text: in a path, a query string, a header, a form or an XML element.
 * @throws ServiceError SerializationException when it is not of the shape's type.
 */
export function fromText(text: string, reference: ShapeRef, model: ServiceModel, path: string): unknown {
  const shape = model.shape(reference);
  switch (shape.type) {
    case 'boolean':
      if (text !== 'true' && text !== 'false') throw wrong(path, 'true or false', text);
      return text === 'true';
    case 'integer':
    case 'long':
      if (!/^\s*[+-]?\d{1,19}\s*$/.test(text)) throw wrong(path, 'an integer', text);
      return Number(text);
    case 'double':
    case 'float': {
      const number = Number(text);
      if (text.trim() === '' || (Number.isNaN(number) && text !== 'NaN')) throw wrong(path, 'a number', text);
      return number;
    }
    case 'timestamp':
      return parseTimestamp(text.trim(), path);
    case 'blob':
      return Buffer.from(text, 'base64');
    case 'string':
    case 'character':
      return reference.jsonvalue ? Buffer.from(text, 'base64').toString('utf8') : text;
    default:
      throw wrong(path, `a ${shape.type}`, text);
  }
}

/** Writes a scalar as text. `timestamps` is the format of the place where the shape names none. */
export function toText(
  value: any,
  reference: ShapeRef,
  model: ServiceModel,
  timestamps: TimestampFormat,
): string {
  const shape = model.shape(reference);
  switch (shape.type) {
    case 'timestamp':
      return String(formatTimestamp(value, reference.timestampFormat ?? shape.timestampFormat ?? timestamps));
    case 'blob':
      return Buffer.from(value).toString('base64');
    case 'string':
      return reference.jsonvalue ? Buffer.from(value, 'utf8').toString('base64') : value;
    default:
      return String(value);
  }
}

function wrong(path: string, expected: string, text: string): ServiceError {
  return new ServiceError(
    'SerializationException',
    `${path}: expected ${expected}, got ${JSON.stringify(text.slice(0, 64))}`,
  );
}
