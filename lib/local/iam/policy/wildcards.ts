/** Private code points that stand for a star and a question mark that are no wildcards. */
const STAR = '\ue000';
const MARK = '\ue001';

/** Text, such as the value of a policy variable, in which stars and question marks stand for themselves. */
export function quoteWildcards(text: string): string {
  return text.replaceAll('*', STAR).replaceAll('?', MARK);
}

/** Undoes `quoteWildcards` for comparisons that know no wildcards. */
export function unquoteWildcards(text: string): string {
  return text.replaceAll(STAR, '*').replaceAll(MARK, '?');
}

interface Matching {
  readonly ignoreCase?: boolean;
  /** Whether the wildcard at this place of the pattern stands for no colon. */
  readonly stopsAtColon?: (place: number) => boolean;
}

/**
 * `*` stands for any characters, `?` for one. Not a regular expression, which would take exponential time on patterns
 * with many stars: on a mismatch only the last star can give way or, where a colon stops it, the last one that no colon
 * stops.
 */
export function matchesWildcards(pattern: string, text: string, options?: Matching): boolean {
  const fold = (value: string) => (options?.ignoreCase ? value.toLowerCase() : value);
  const wanted = fold(pattern);
  const given = fold(text);
  const mayTake = (place: number, at: number) => given[at] !== ':' || !options?.stopsAtColon?.(place);
  let p = 0;
  let t = 0;
  let last: Star | undefined;
  let unstopped: Star | undefined;
  while (t < given.length) {
    if (wanted[p] === '*') {
      last = { place: p, end: t };
      if (!options?.stopsAtColon?.(p)) unstopped = last;
      p += 1;
    } else if (wanted[p] === '?' ? mayTake(p, t) : unquoted(wanted[p]) === given[t]) {
      p += 1;
      t += 1;
    } else {
      if (last && !mayTake(last.place, last.end)) last = unstopped;
      if (!last) return false;
      last.end += 1;
      p = last.place + 1;
      t = last.end;
    }
  }
  while (wanted[p] === '*') p += 1;
  return p === wanted.length;
}

/** A star of the pattern, and where in the text the characters end that it stands for. */
interface Star {
  readonly place: number;
  end: number;
}

function unquoted(character: string | undefined): string | undefined {
  return character === STAR ? '*' : character === MARK ? '?' : character;
}

/**
 * Whether a statement's resource means this one. A star that ends a segment can reach beyond the colon behind it, other
 * wildcards of region and account stay in theirs; the service stands as it is (IAM user guide, "IAM JSON policy
 * elements: Resource", "Using wildcards in resource ARNs").
 */
export function matchesResource(pattern: string, resource: string): boolean {
  if (pattern === '*') return true;
  const given = ARN.exec(resource)?.groups;
  // A resource that is no ARN, `*`, is named by those actions that know no resources.
  if (!given) return pattern === resource;
  const { partition, service, rest } = ARN.exec(pattern)?.groups ?? {};
  if (partition === undefined || rest === undefined || service !== given['service']) return false;
  return (
    matchesWildcards(partition, given['partition'] as string) &&
    matchesWildcards(rest, given['rest'] as string, { stopsAtColon: stopsAtColon(rest) })
  );
}

const ARN = /^arn:(?<partition>[^:]*):(?<service>[^:]*):(?<rest>.*)$/s;

/** Which wildcards of `REGION:ACCOUNT:RESOURCE` stay in their segment. */
function stopsAtColon(rest: string): (place: number) => boolean {
  const resource = rest.split(':', 2).join(':').length;
  return (place) => place < resource && !(rest[place] === '*' && [':', undefined].includes(rest[place + 1]));
}

/**
 * Compares ARNs part by part, as a condition does: a wildcard does not reach beyond the colons around it, save in the
 * last part (IAM user guide, "IAM JSON policy elements: Condition operators").
 */
export function matchesArn(pattern: string, arn: string): boolean {
  if (pattern === '*') return true;
  const wanted = partsOf(pattern);
  const given = partsOf(arn);
  if (given.length < 6) return pattern === arn;
  if (wanted.length < 6) return false;
  return wanted.every((part, i) => matchesWildcards(part, given[i] as string));
}

function partsOf(arn: string): string[] {
  const parts = arn.split(':');
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')];
}
