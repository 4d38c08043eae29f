/** Nodes that give no more items than what they read has. */
const PLAIN = new Set([
  'name',
  'variable',
  'string',
  'number',
  'value',
  'path',
  'binary',
  'unary',
  'condition',
]);
/** Operators among them that give more: a range, and an array, which may have the same items many times. */
const MULTIPLYING = new Set(['..', '[']);
/** Members of a node that evaluate an expression for each item, or bind it to a name. */
const FOR_EACH = ['stages', 'predicate', 'group', 'focus', 'index', 'tuple'];

/**
 * Whether an expression may give more items than its input, its variables and its context have, which no payload has so
 * many of that it would matter. Told by its syntax tree, and true wherever that leaves a doubt: of every function, too.
 */
export function canMultiply(node: unknown): boolean {
  if (Array.isArray(node)) return node.some(canMultiply);
  if (node === null || typeof node !== 'object') return false;
  const { type, value, steps } = node as Record<string, any>;
  if (!PLAIN.has(type) || FOR_EACH.some((member) => member in node)) return true;
  if ((type === 'binary' || type === 'unary') && MULTIPLYING.has(value)) return true;
  // A step that is no name is evaluated for each item that the steps before it gave.
  if (type === 'path' && steps.slice(1).some((step: any) => step.type !== 'name')) return true;
  return Object.values(node).some(canMultiply);
}
