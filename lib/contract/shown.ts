const LONGEST = 100;

/** How a value from outside reads in a message: as JSON, cut so that the message stays readable. */
export function shown(value: unknown): string {
  const json = JSON.stringify(value) ?? 'nothing';
  const end = typeof value === 'string' ? '…"' : '…';
  return json.length > LONGEST ? json.slice(0, LONGEST - end.length) + end : json;
}
