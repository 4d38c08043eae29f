import fc from 'fast-check';
import { type Lab, type Outcome, runSchedule } from './run-schedule';
import { arbitrarySchedule } from './schedule/arbitrary-schedule';
import { describeSchedule, type Schedule } from './schedule/schedule';

export interface ExploreOptions {
  readonly runs: number;
  readonly seed: number;
  /** Exactly so many regions. @default 1 to 13, mostly few */
  readonly regions?: number;
  readonly onProgress?: (done: number, injected: number) => void;
}

/** What a series of generated schedules showed. */
export interface Report {
  readonly runs: number;
  readonly injected: number;
  /** Executions by how they ended. */
  readonly ends: ReadonlyMap<string, number>;
  /** Histories with so many regions. */
  readonly regions: ReadonlyMap<number, number>;
  /** The smallest schedule found that breaks a promise. */
  readonly violation?: { readonly schedule: Schedule; readonly problems: readonly string[] };
}

/** Runs generated schedules until one breaks a promise, which is then made as small as it gets. */
export async function explore(lab: Lab, options: ExploreOptions): Promise<Report> {
  const { runs, seed, regions, onProgress } = options;
  const seen = { runs: 0, injected: 0, ends: new Map<string, number>(), regions: new Map<number, number>() };
  let isShrinking = false;
  const property = fc.asyncProperty(arbitrarySchedule({ most: 13, exactly: regions }), async (schedule) => {
    const outcome = await runSchedule(lab, schedule);
    if (!isShrinking) {
      count(seen, schedule, outcome);
      onProgress?.(seen.runs, seen.injected);
    }
    if (outcome.violations.length === 0) return;
    isShrinking = true;
    throw new Error(outcome.violations.join('\n'));
  });
  const result = await fc.check(property, { numRuns: runs, seed });
  if (!result.failed) return seen;
  const schedule = result.counterexample?.[0] as Schedule;
  const { violations } = await runSchedule(lab, schedule);
  return { ...seen, violation: { schedule, problems: violations } };
}

/** The last lines of a series: what was done, and what broke, with all that it takes to see it again. */
export function summarize({ runs, injected, ends, regions, violation }: Report, seed: number): string {
  const counts = (map: ReadonlyMap<string | number, number>) =>
    [...map]
      .sort((a, b) => b[1] - a[1])
      .map(([name, times]) => `${name}: ${times}`)
      .join(', ');
  const lines = [
    `executions ended as: ${counts(ends)}`,
    `schedules by number of regions: ${counts(regions)}`,
    `runs ${runs}, faults injected ${injected}, violations ${violation ? 1 : 0}`,
  ];
  if (violation)
    lines.push(
      ...violation.problems.map((problem) => `violation: ${problem}`),
      `the schedule (found with seed ${seed}, made as small as it gets):`,
      describeSchedule(violation.schedule),
      `for a test: ${JSON.stringify(violation.schedule)}`,
    );
  return lines.join('\n');
}

function count(
  seen: { runs: number; injected: number; ends: Map<string, number>; regions: Map<number, number> },
  schedule: Schedule,
  { injected, ends }: Outcome,
): void {
  const add = <K>(map: Map<K, number>, key: K) => map.set(key, (map.get(key) ?? 0) + 1);
  seen.runs += 1;
  seen.injected += injected;
  add(seen.regions, schedule.before.length);
  for (const end of ends) add(seen.ends, end);
}
