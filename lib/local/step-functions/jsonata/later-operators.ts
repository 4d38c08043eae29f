/** The operators that came after JSONata 2.0.6, each with the symbol that the parser of 2.0.6 stops at. */
const LATER_OPERATORS: Readonly<Record<string, string>> = { '??': '?', '?:': ':' };

/**
 * Refuses `??` and `?:`, which JSONata has since 2.1.0: the service runs 2.0.6 (user guide, "Transforming data with
 * JSONata in Step Functions"). The parser turns both into conditions, and a condition's position is the end of its operator.
 *
 * @throws Error with the message of 2.0.6.
 */
export function refuseLaterOperators(node: unknown, source: string): void {
  if (node === null || typeof node !== 'object') return;
  const { type, position } = node as { type?: unknown; position?: number };
  const operator = type === 'condition' && position !== undefined ? source.slice(position - 2, position) : '';
  const symbol = LATER_OPERATORS[operator];
  if (symbol !== undefined) throw new Error(`The symbol "${symbol}" cannot be used as a unary operator`);
  for (const child of Object.values(node)) refuseLaterOperators(child, source);
}
