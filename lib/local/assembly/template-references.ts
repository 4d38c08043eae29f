/** Matches `${Name}`, `${Name.Attribute}` and the literal escape `${!Name}` in a Fn::Sub string. */
export const SUB_PLACEHOLDER = /\$\{(!?)([^}]*)\}/g;

/** Names that `value` refers to by Ref, Fn::GetAtt or Fn::Sub: logical ids, parameters and pseudo parameters. */
export function referencesIn(value: unknown): Set<string> {
  const found = new Set<string>();
  collect(value, found);
  return found;
}

function collect(value: unknown, found: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, found);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, content] of Object.entries(value)) {
    if (key === 'Ref' && typeof content === 'string') found.add(content);
    else if (key === 'Fn::GetAtt') found.add(getAttTarget(content).logicalId);
    else if (key === 'Fn::Sub') collectSub(content, found);
    else collect(content, found);
  }
}

function collectSub(content: unknown, found: Set<string>): void {
  const [text, variables = {}] = Array.isArray(content) ? content : [content];
  for (const [, escaped, name] of String(text).matchAll(SUB_PLACEHOLDER)) {
    if (escaped || name === undefined || Object.hasOwn(variables as object, name)) continue;
    found.add(name.startsWith('AWS::') ? name : (name.split('.')[0] ?? name));
  }
  collect(variables, found);
}

/** Both forms of Fn::GetAtt: `[id, attribute]` and `id.attribute`. */
export function getAttTarget(content: unknown): { logicalId: string; attribute: string } {
  const [logicalId, ...attribute] = Array.isArray(content) ? content.map(String) : String(content).split('.');
  return { logicalId: logicalId ?? '', attribute: attribute.join('.') };
}
