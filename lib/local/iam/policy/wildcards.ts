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

/**
 * `*` stands for any characters, `?` for one. Not a regular expression, which would take exponential time on patterns
 * with many stars: on a mismatch only the last star can give way, so this takes at most pattern × text steps.
 */
export function matchesWildcards(pattern: string, text: string, options?: { ignoreCase?: boolean }): boolean {
  const fold = (value: string) => (options?.ignoreCase ? value.toLowerCase() : value);
  const wanted = fold(pattern);
  const given = fold(text);
  let p = 0;
  let t = 0;
  let star = -1;
  let resumeAt = 0;
  while (t < given.length) {
    if (wanted[p] === '*') {
      star = p;
      resumeAt = t;
      p += 1;
    } else if (p < wanted.length && (wanted[p] === '?' || unquoted(wanted[p] as string) === given[t])) {
      p += 1;
      t += 1;
    } else if (star >= 0) {
      resumeAt += 1;
      p = star + 1;
      t = resumeAt;
    } else return false;
  }
  while (wanted[p] === '*') p += 1;
  return p === wanted.length;
}

function unquoted(character: string): string {
  return character === STAR ? '*' : character === MARK ? '?' : character;
}

/**
 * Compares ARNs part by part: a wildcard does not reach beyond the colons around it, save in the last part (IAM user
 * guide, "IAM JSON policy elements: Resource", "Using wildcards in resource ARNs").
 */
export function matchesArn(pattern: string, arn: string): boolean {
  if (pattern === '*') return true;
  const wanted = partsOf(pattern);
  const given = partsOf(arn);
  // A resource that is no ARN, `*`, is named by those actions that know no resources.
  if (given.length < 6) return pattern === arn;
  if (wanted.length < 6) return false;
  return wanted.every((part, i) => matchesWildcards(part, given[i] as string));
}

function partsOf(arn: string): string[] {
  const parts = arn.split(':');
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')];
}
