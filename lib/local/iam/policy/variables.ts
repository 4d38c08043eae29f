import type { ConditionContext } from './conditions';
import { quoteWildcards } from './wildcards';

const VARIABLE = /\$\{([^}]*)\}/g;
/** Characters that a policy escapes by naming them. */
const ESCAPED: Readonly<Record<string, string>> = {
  '*': quoteWildcards('*'),
  '?': quoteWildcards('?'),
  $: '$',
};

/**
 * Replaces policy variables (`${aws:username}`, `${key, 'default'}`, `${*}`). Undefined when a variable has no value:
 * the statement does not apply then (IAM user guide, "IAM policy elements: Variables and tags").
 */
export function replaceVariables(text: string, context: ConditionContext): string | undefined {
  let missing = false;
  const replaced = text.replace(VARIABLE, (_whole, inner: string) => {
    const escaped = ESCAPED[inner.trim()];
    if (escaped !== undefined) return escaped;
    const { key, fallback } = parseVariable(inner);
    const values = context.get(key);
    // A key with several values cannot stand in a text.
    const value = values?.length === 1 ? values[0] : fallback;
    if (value === undefined) missing = true;
    return quoteWildcards(value ?? '');
  });
  return missing ? undefined : replaced;
}

/** Keys of the variables in a text, in lower case. */
export function variablesIn(text: string): string[] {
  return [...text.matchAll(VARIABLE)]
    .map((match) => (match[1] as string).trim())
    .filter((inner) => ESCAPED[inner] === undefined)
    .map((inner) => parseVariable(inner).key);
}

function parseVariable(inner: string): { key: string; fallback?: string } {
  const [, key = inner, fallback] = /^\s*([^,]+?)\s*(?:,\s*'(.*)'\s*)?$/.exec(inner) ?? [];
  return { key: key.trim().toLowerCase(), ...(fallback === undefined ? {} : { fallback }) };
}
