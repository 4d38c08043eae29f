import { duration as readable } from '../../contract/duration';

/** How long something took, or has taken so far, as people read it. */
export function duration(from: string, to: string | undefined, now: number): string {
  return readable(Math.max(0, (to === undefined ? now : Date.parse(to)) - Date.parse(from)));
}

const CLOCK = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
const DAY = { month: 'short', day: 'numeric' } as const;
const TIME = new Intl.DateTimeFormat(undefined, { ...CLOCK, fractionalSecondDigits: 1 });
const LISTED = new Intl.DateTimeFormat(undefined, { ...DAY, ...CLOCK });
const DATE = new Intl.DateTimeFormat(undefined, {
  year: 'numeric',
  ...DAY,
  ...CLOCK,
  timeZoneName: 'short',
});

/** Date and time without what goes without saying, for lists. */
export const dayOf = (iso: string) => LISTED.format(new Date(iso));

/** Time of day, for what happens within a run. */
export const timeOf = (iso: string) => TIME.format(new Date(iso));

/** Date and time with the time zone, so that logs in another one can be found by it. */
export const dateOf = (iso: string) => DATE.format(new Date(iso));

/** A value as a person reads it: texts as they are, everything else as JSON. */
export const textOf = (value: unknown) =>
  typeof value === 'string' ? value : JSON.stringify(value, undefined, 2);
