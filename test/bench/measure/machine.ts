import { cpus, loadavg, totalmem } from 'node:os';
import { summarize } from './statistics';

/** How restless the machine was at one moment. */
export interface Noise {
  /** How much longer the same calculation took at worst than at best, in percent. */
  readonly percent: number;
  /** Processes that wanted a processor, on average over the last minute; the benchmark's own are among them. */
  readonly load: number;
}

/** What the numbers were taken on. */
export function describeMachine(): string {
  const memory = Math.round(totalmem() / 1024 ** 3);
  const model = cpus()[0]?.model ?? 'unknown CPU';
  return `${cpus().length} × ${model}, ${memory} GiB, ${process.platform}, Node.js ${process.version}`;
}

/** Times one fixed calculation twenty times. */
export function measureNoise(): Noise {
  const samples = Array.from({ length: 20 }, () => {
    const start = performance.now();
    let sum = 0;
    for (let i = 0; i < 5_000_000; i += 1) sum += Math.sqrt(i);
    return sum > 0 ? performance.now() - start : 0;
  });
  const { least, most } = summarize(samples.slice(1));
  return { percent: Math.round((most / least - 1) * 100), load: loadavg()[0] as number };
}

/** In words. */
export function showNoise({ percent, load }: Noise, index: number): string {
  const when = index === 0 ? 'before it' : 'after it';
  return `${when} the same calculation, repeated, took up to ${percent} % longer than at best, at a load of ${load.toFixed(1)}`;
}
