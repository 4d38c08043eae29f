const OFFSET_DATE_TIME =
  /^([+-]?\d{4,9})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?)$/;

/**
 * Milliseconds since the epoch of an ISO 8601 extended offset date-time, or undefined: date and time need a `T`
 * between them, an offset is required, and every field must be in its range, as recorded; for the fields of the offset
 * RFC 3339, section 5.6, says so, whose profile the States Language prescribes.
 */
export function parseTimestamp(text: string): number | undefined {
  const match = OFFSET_DATE_TIME.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction, zone = 'Z'] = match;
  const fields = [year, month, day, hour, minute, second ?? '0'].map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const millis = Number((fraction ?? '').padEnd(3, '0').slice(0, 3));
  const time = Date.UTC(fields[0], fields[1] - 1, fields[2], fields[3], fields[4], fields[5], millis);
  const date = new Date(time);
  const read = [
    date.getUTCFullYear(),
    date.getUTCMonth() + 1,
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds(),
  ];
  if (!read.every((value, at) => value === fields[at])) return undefined;
  return time - offset(zone);
}

function offset(zone: string): number {
  if (zone === 'Z') return 0;
  const [hours = 0, minutes = 0, seconds = 0] = zone.slice(1).split(':').map(Number);
  const size = ((hours * 60 + minutes) * 60 + seconds) * 1000;
  return zone.startsWith('-') ? -size : size;
}
