/** What several rounds of one measurement came to. */
export interface Summary {
  readonly median: number;
  readonly least: number;
  readonly most: number;
  readonly rounds: number;
}

/** Median and extremes; extremes and not a deviation, because a handful of rounds has no distribution to speak of. */
export function summarize(samples: readonly number[]): Summary {
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const low = sorted[Math.ceil(middle) - 1] as number;
  const high = sorted[Math.floor(middle)] as number;
  return {
    median: (low + high) / 2,
    least: sorted[0] as number,
    most: sorted.at(-1) as number,
    rounds: sorted.length,
  };
}

/** `1,234 (1,200–1,300)`, with as many digits as three figures need. */
export function show({ median, least, most }: Summary): string {
  const digits = median >= 100 ? 0 : median >= 10 ? 1 : median >= 1 ? 2 : 3;
  const text = (value: number) =>
    value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return `${text(median)} (${text(least)}–${text(most)})`;
}
