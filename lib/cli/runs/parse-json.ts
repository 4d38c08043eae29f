/** The value of a JSON text, or undefined where there is none or it is not JSON: histories may leave data out. */
export function parseJson(text: string | undefined): any {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
