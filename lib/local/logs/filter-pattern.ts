import { ServiceError } from '../service';

/**
 * Filter patterns for unstructured events (CloudWatch Logs user guide, "Filter pattern syntax"): all terms must occur,
 * `?term` means any of those, `-term` must not occur, quotes make a phrase; terms are case-sensitive. Patterns for
 * JSON and space-delimited events and regular expressions are refused by name.
 */
export function filterPattern(pattern: string): (message: string) => boolean {
  const text = pattern.trim();
  const kind = text.startsWith('{') ? 'JSON' : text.startsWith('[') ? 'space-delimited' : undefined;
  if (kind !== undefined || /^[-?]?%/.test(text))
    throw new ServiceError(
      'InvalidParameterException',
      `Invalid filter pattern: patterns for ${kind ?? 'regular'} ${kind ? 'events' : 'expressions'} are not emulated, got ${pattern}`,
    );
  const terms = [...text.matchAll(/([-?]?)(?:"((?:[^"\\]|\\.)*)"|(\S+))/g)].map((match) => ({
    kind: match[1] ?? '',
    text: (match[2] ?? match[3] ?? '').replace(/\\(.)/g, '$1'),
  }));
  const all = terms.filter((term) => term.kind === '');
  const any = terms.filter((term) => term.kind === '?');
  const none = terms.filter((term) => term.kind === '-');
  return (message) =>
    all.every((term) => message.includes(term.text)) &&
    (any.length === 0 || any.some((term) => message.includes(term.text))) &&
    !none.some((term) => message.includes(term.text));
}
