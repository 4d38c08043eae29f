import { cpus, loadavg, totalmem } from 'node:os';
import { summarize } from './statistics';

/** What the numbers were taken on, and how restless it was. */
export interface Machine {
  readonly description: string;
  /** How much longer the same calculation took at worst than at best, in percent. */
  readonly noisePercent: number;
}

/** Looks at the machine and times one fixed calculation twenty times. */
export function inspectMachine(): Machine {
  const samples = Array.from({ length: 20 }, () => {
    const start = performance.now();
    let sum = 0;
    for (let i = 0; i < 5_000_000; i += 1) sum += Math.sqrt(i);
    return sum > 0 ? performance.now() - start : 0;
  });
  const { least, most } = summarize(samples.slice(1));
  const memory = Math.round(totalmem() / 1024 ** 3);
  const load = loadavg()[0]?.toFixed(1);
  return {
    description:
      `${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}, ${memory} GiB, ${process.platform}, ` +
      `Node.js ${process.version}; load average at the start ${load}`,
    noisePercent: Math.round((most / least - 1) * 100),
  };
}
