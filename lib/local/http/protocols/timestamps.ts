import { ServiceError } from '../../service';
import type { TimestampFormat } from '../model/service-model';

/**
 * Reads a timestamp in any of the formats that the AWS protocols use. Clients differ in which one they send, and
 * the services accept all of them.
 */
export function parseTimestamp(value: unknown, path: string): Date {
  if (value instanceof Date) return value;
  const date =
    typeof value === 'number' || (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value))
      ? new Date(Math.round(Number(value) * 1000))
      : typeof value === 'string'
        ? new Date(value)
        : new Date(Number.NaN);
  if (Number.isNaN(date.getTime())) {
    throw new ServiceError('SerializationException', `${path}: expected a timestamp, got ${describe(value)}`);
  }
  return date;
}

/** Writes a timestamp. `unixTimestamp` is in seconds with milliseconds as the fraction. */
export function formatTimestamp(date: Date, format: TimestampFormat): string | number {
  switch (format) {
    case 'unixTimestamp':
      return date.getTime() / 1000;
    case 'rfc822':
      return date.toUTCString();
    case 'iso8601':
      return date.toISOString();
  }
}

function describe(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 64)) : typeof value;
}
