/** What decides whether a stream takes colours. */
export interface ColourSubject {
  readonly isTTY?: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Whether to colour what is written to a stream: only on a terminal, unless `FORCE_COLOR` says otherwise; it wins over
 * `NO_COLOR`, as in Node.js itself (https://nodejs.org/api/cli.html#force_color1-2-3). Empty, each of the two counts as
 * not set (https://force-color.org, https://no-color.org).
 */
export function takesColour({ isTTY, env }: ColourSubject): boolean {
  const force = env['FORCE_COLOR'];
  if (force) return force !== '0' && force !== 'false';
  if (env['NO_COLOR']) return false;
  return isTTY === true && env['TERM'] !== 'dumb';
}
