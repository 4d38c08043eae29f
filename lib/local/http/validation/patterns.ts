const compiled = new Map<string, RegExp>();

/**
 * A pattern of the service model as a regular expression that must match the whole value. The models are written for
 * Java's `String.matches`; Java's names for character classes are put into JavaScript's.
 */
export function modelPattern(pattern: string): RegExp {
  let expression = compiled.get(pattern);
  if (!expression) {
    const source = pattern
      .replaceAll('\\p{Print}', '[\\x20-\\x7E]')
      .replaceAll('\\p{IsWhitespace}', '\\p{White_Space}');
    // Only the unicode mode knows \p{…} and surrogate pairs in classes; only the other one accepts sloppy classes such as [\w-_].
    expression = new RegExp(`^(?:${source})$`, /\\[pP]\{|\\uD[89AB]/i.test(source) ? 'u' : '');
    compiled.set(pattern, expression);
  }
  return expression;
}
