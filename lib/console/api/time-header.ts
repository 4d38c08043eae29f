/** Header of an answer with the time of the account that it tells of, in milliseconds. `Date` has seconds only. */
export const TIME_HEADER = 'x-vigilant-time';
