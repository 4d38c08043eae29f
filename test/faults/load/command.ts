import { type Summary, summarize } from '../../bench/measure/statistics';
import { TableWorld } from '../table/table-world';
import { type LoadOptions, type LoadReport, runLoad } from './run-load';

/** What `npm run faults -- --load` is asked for. */
export interface LoadCommand extends Omit<LoadOptions, 'memory'> {
  readonly regions: number;
  /** In MiB. */
  readonly memory: number;
}

const MEBIBYTE = 1024 * 1024;

/** Runs a load from the command line; resolves to the exit code. */
export async function loadCommand(command: LoadCommand): Promise<number> {
  const { regions, versions, packages, pushes, failing, write } = command;
  const world = await TableWorld.open({ regions, speed: 1, ownFaults: true });
  try {
    write(
      `${versions} versions of ${packages} packages for ${regions} region(s): ${pushes} pushed, ${versions - pushes} stored, ${failing} of them to fail`,
    );
    const report = await runLoad(world, { ...command, memory: command.memory * MEBIBYTE });
    for (const line of describe(report)) write(line);
    return report.problems.length === 0 ? 0 : 1;
  } finally {
    await world.close();
  }
}

function describe(report: LoadReport): string[] {
  const { readers, runs } = report;
  const ends = new Map<string, number>();
  for (const { outcome } of runs) ends.set(outcome, (ends.get(outcome) ?? 0) + 1);
  return [
    ...report.problems.map((problem) => `violation: ${problem}`),
    `runs ${runs.length}: ${[...ends].map(([end, count]) => `${end} ${count}`).join(', ')}`,
    `wall time ${seconds(report.wallTime)}; from start to end of a run ${times(runs.map(({ duration }) => duration))}; a build waited ${seconds(report.longestQueue)} for its place at most`,
    `runtime resident: ${mebibytes(report.idleMemory)} before, ${mebibytes(report.peakMemory)} at most`,
    `promotion of a version: ${times(report.windows)}; its regions differed for readers: ${times(report.differences)}`,
    `readers: ${readers.pages} pages, ${readers.files} files, longest wait ${seconds(readers.longest)}; pip ran ${report.pips} times`,
    `observations ${report.observations}, violations ${report.problems.length}`,
  ];
}

function times(samples: readonly number[]): string {
  if (samples.length === 0) return 'none';
  const { median, most }: Summary = summarize(samples);
  return `${seconds(median)} in the median, ${seconds(most)} at most`;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / MEBIBYTE)} MiB`;
}
