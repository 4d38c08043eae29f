/** A length of time as people read it: `0.4 s`, `38 s`, `2 min 5 s`, `3 h 12 min`. */
export function duration(from: string, to: string | undefined, now: number): string {
  const milliseconds = Math.max(0, (to === undefined ? now : Date.parse(to)) - Date.parse(from));
  if (milliseconds < 9950) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${seconds % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const TIME = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 1,
});
const DATE = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

/** Time of day, for what happens within a run. */
export const timeOf = (iso: string) => TIME.format(new Date(iso));

/** Date and time. */
export const dateOf = (iso: string) => DATE.format(new Date(iso));

/** A value as a person reads it: texts as they are, everything else as JSON. */
export const textOf = (value: unknown) =>
  typeof value === 'string' ? value : JSON.stringify(value, undefined, 2);
