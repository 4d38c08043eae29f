/** A recovery that keeps failing stops here: what is left belongs to the scheduled sweep. */
const LONGEST_CHAIN = 3;

/**
 * Input of the run that an execution is about: its own, or, where an event about an ended execution started it
 * (`{operation: "rollback", failed: <detail of the event>}`), the one of the run that the chain of recoveries goes back
 * to. `input` is the JSON text of an execution's input; undefined where it is not JSON or the chain is too long.
 */
export function originalInput(input: unknown): unknown {
  let current = input;
  for (let link = 0; link < LONGEST_CHAIN; link++) {
    if (typeof current !== 'string') return undefined;
    let parsed: { readonly failed?: { readonly input?: unknown } } | null;
    try {
      parsed = JSON.parse(current);
    } catch {
      return undefined;
    }
    if (typeof parsed?.failed !== 'object' || parsed.failed === null) return parsed;
    current = parsed.failed.input;
  }
  return undefined;
}
