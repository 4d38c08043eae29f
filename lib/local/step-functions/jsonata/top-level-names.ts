/** What stands in these is read against what the rest of its expression selects. */
const OWN_CONTEXT = new Set(['stages', 'predicate', 'group', 'terms', 'pattern', 'update', 'delete']);

/**
 * Names in a syntax tree of JSONata that are read against the top-level context, which Step Functions does not have:
 * `a` in `a.b`, but not `b`, nor `c` in `$x[c]`; and `$` where it is that context, as in `$.a`, but not in `$x[$ > 1]`.
 * A function's body has the context of the expression around it.
 */
export function topLevelNames(tree: unknown): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: unknown): void => {
    if (node === null || typeof node !== 'object') return;
    if (Array.isArray(node)) {
      for (const item of node) visit(item);
      return;
    }
    const { type, value, steps } = node as Record<string, any>;
    if (type === 'name') names.add(value);
    else if (type === 'variable' && value === '') names.add('$');
    else if (type === 'path') visit(steps[0]);
    else for (const [key, child] of Object.entries(node)) if (!OWN_CONTEXT.has(key)) visit(child);
  };
  visit(tree);
  return names;
}
