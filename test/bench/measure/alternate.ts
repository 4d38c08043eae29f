/** A thing to measure: what it gives is a number, mostly milliseconds. */
export type Contestant = () => Promise<number>;

/** Measures contestants in turns, the order reversed from round to round, so that a slow minute hits all of them. */
export async function alternate<Name extends string>(
  rounds: number,
  contestants: Readonly<Record<Name, Contestant>>,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(contestants) as Name[];
  const samples = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round < rounds; round += 1) {
    for (const name of round % 2 === 0 ? names : [...names].reverse())
      samples[name].push(await contestants[name]());
  }
  return samples;
}

/** Milliseconds that something takes. */
export async function timed(action: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await action();
  return performance.now() - start;
}
