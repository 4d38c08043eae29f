const compiled = new Map<string, RegExp>();
/** Policies are few; the limit only keeps hostile ones from growing the process. */
const MOST = 5_000;

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

/** `*` stands for any characters, `?` for one. */
export function matchesWildcards(pattern: string, text: string, options?: { ignoreCase?: boolean }): boolean {
  const key = options?.ignoreCase ? `i${pattern}` : `c${pattern}`;
  let expression = compiled.get(key);
  if (!expression) {
    if (compiled.size >= MOST) compiled.clear();
    const source = pattern
      // Repeated stars mean the same as one, and would make matching take exponential time.
      .replace(/\*+/g, '*')
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '[\\s\\S]*')
      .replaceAll('?', '[\\s\\S]')
      .replaceAll(STAR, '\\*')
      .replaceAll(MARK, '\\?');
    expression = new RegExp(`^${source}$`, options?.ignoreCase ? 'i' : '');
    compiled.set(key, expression);
  }
  return expression.test(text);
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
