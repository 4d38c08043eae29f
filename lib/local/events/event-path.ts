/** A JSON path as EventBridge takes it: `$`, `$.detail.state`, `$.resources[0]`, `$.detail.x[*]`. */
const PATH = /^\$((\.[\w-]+)(\[(\d+|\*)\])*)*$/;

/** @throws Error when EventBridge would not take the path. */
export function validatePath(path: string): void {
  if (!PATH.test(path)) throw new Error(`expected a path like "$.detail.state", got "${path}"`);
}

/** The value an event has at a path; undefined where there is none. */
export function valueAtPath(event: unknown, path: string): unknown {
  let values: unknown[] = [event];
  let isList = false;
  for (const [, key, index] of path.matchAll(/\.([\w-]+)|\[(\d+|\*)\]/g)) {
    values = values.flatMap((value) => {
      if (index === '*') return Array.isArray(value) ? value : [];
      const member = key ?? Number(index);
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, member)) return [];
      return [(value as Record<string | number, unknown>)[member]];
    });
    isList ||= index === '*';
  }
  return isList ? values : values[0];
}
