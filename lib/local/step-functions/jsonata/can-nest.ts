type Node = Record<string, any>;

/** Functions that call what they are given as their second argument. */
const CALLERS = new Set(['each', 'filter', 'map', 'reduce', 'sift', 'single', 'sort']);

/**
 * Whether the evaluation of an expression may nest more than so many levels: whether its syntax tree does, or a function
 * may call itself. Told by the tree, and true wherever that leaves a doubt.
 */
export function canNest(tree: unknown, levels: number): boolean {
  const uses = new Map<string, Set<string>>();
  collectUses(tree, uses);
  if ([...uses.keys()].some((name) => usesItself(name, uses))) return true;
  // A function is defined in one place and called in another, at worst each at the bottom of the one before.
  return depthOf(tree) * (uses.size + 1) > levels || callsWhatItIsGiven(tree, undefined);
}

function depthOf(node: unknown): number {
  const inner = childrenOf(node).reduce<number>((most, child) => Math.max(most, depthOf(child)), 0);
  return typeof (node as Node | null)?.['type'] === 'string' ? inner + 1 : inner;
}

/** Notes, for each name that is bound, the names that its value mentions. */
function collectUses(node: unknown, uses: Map<string, Set<string>>): void {
  const { type, lhs, rhs } = (node ?? {}) as Node;
  if (type === 'bind') {
    const mentioned = uses.get(lhs.value) ?? new Set();
    collectNames(rhs, mentioned);
    uses.set(lhs.value, mentioned);
  }
  for (const child of childrenOf(node)) collectUses(child, uses);
}

function collectNames(node: unknown, names: Set<string>): void {
  const { type, value } = (node ?? {}) as Node;
  if (type === 'variable') names.add(value);
  for (const child of childrenOf(node)) collectNames(child, names);
}

function usesItself(name: string, uses: ReadonlyMap<string, ReadonlySet<string>>): boolean {
  const reached = new Set(uses.get(name));
  // The set grows while it is read.
  for (const each of reached) for (const next of uses.get(each) ?? []) reached.add(next);
  return reached.has(name);
}

/** Whether a function calls a parameter, or anything but what a name or the place itself defines. */
function callsWhatItIsGiven(node: unknown, parameters?: ReadonlySet<string>): boolean {
  const given = (node ?? {}) as Node;
  if (given['type'] === 'lambda') {
    const own = given['arguments'].map(({ value }: Node) => value);
    return callsWhatItIsGiven(given['body'], new Set([...(parameters ?? []), ...own]));
  }
  if (parameters !== undefined) {
    const isDefined = ({ type, value }: Node) =>
      type === 'lambda' || type === 'function' || (type === 'variable' && !parameters.has(value));
    if (calleesOf(given).some((callee) => !isDefined(callee))) return true;
  }
  return childrenOf(node).some((child) => callsWhatItIsGiven(child, parameters));
}

/** What a node calls: `f` and `g` in `f(x)`, `x ~> f` and `$map(x, g)`. */
function calleesOf({ type, procedure, rhs, arguments: given }: Node): Node[] {
  if (type === 'apply') return [rhs];
  if (procedure === undefined) return [];
  return CALLERS.has(procedure.value) && given.length > 1 ? [procedure, given[1]] : [procedure];
}

function childrenOf(node: unknown): readonly unknown[] {
  return node !== null && typeof node === 'object' ? Object.values(node) : [];
}
