import { parseArgs } from 'node:util';
import { explore, summarize } from './explore';
import { killAgain } from './kill/kill-again';
import { openLab } from './lab';
import { type LoadCommand, loadCommand } from './load/command';
import { tableCommand } from './table/command';

/** Runs schedules from the command line; resolves to the exit code. */
export async function faultsCommand(args: string[], write: (line: string) => void): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      runs: { type: 'string', default: '200' },
      seed: { type: 'string', default: '1' },
      regions: { type: 'string' },
      table: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      not: { type: 'string', multiple: true, default: [] },
      resume: { type: 'string' },
      slice: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      concurrency: { type: 'string', default: '4' },
      kill: { type: 'string' },
      load: { type: 'boolean', default: false },
      packages: { type: 'string', default: '10' },
      versions: { type: 'string', default: '50' },
      pushes: { type: 'string', default: '10' },
      failing: { type: 'string', default: '4' },
      readers: { type: 'string', default: '100' },
      pips: { type: 'string', default: '2' },
      pause: { type: 'string', default: '500' },
      memory: { type: 'string', default: '512' },
    },
  });
  if (values.table) {
    const concurrency = wholeNumber('concurrency', values.concurrency, { least: 1 });
    return await tableCommand({ ...values, concurrency, write });
  }
  if (values.kill !== undefined) {
    const kills = wholeNumber('kill', values.kill, { least: 1 });
    return await killCommand({ kills, seed: wholeNumber('seed', values.seed, { least: 0 }), write });
  }
  if (values.load) return await loadCommand({ ...loadSize(values), write });
  const runs = wholeNumber('runs', values.runs, { least: 1 });
  const seed = wholeNumber('seed', values.seed, { least: 0 });
  const regions =
    values.regions === undefined ? undefined : wholeNumber('regions', values.regions, { least: 1, most: 13 });
  const onProgress = (done: number, injected: number) => {
    if (done % 500 === 0) write(`${done} of ${runs} schedules, ${injected} faults so far`);
  };
  const report = await explore(openLab(process.env), { runs, seed, regions, onProgress });
  write(summarize(report, seed));
  return report.violation ? 1 : 0;
}

/** Numbers of a load. Each is a text here, as the command line gives it. */
function loadSize(
  values: Record<Exclude<keyof LoadCommand, 'write' | 'regions'>, string> & { regions?: string },
) {
  const number = (name: keyof typeof values, least: number, most?: number) =>
    wholeNumber(name, values[name] ?? '13', { least, most });
  const versions = number('versions', 1);
  const pushes = number('pushes', 0, versions);
  return {
    regions: number('regions', 1, 13),
    packages: number('packages', 1),
    ...{ versions, pushes, failing: number('failing', 0, versions - pushes) },
    readers: number('readers', 0),
    pips: number('pips', 0),
    pause: number('pause', 1),
    memory: number('memory', 1),
  };
}

async function killCommand(options: Parameters<typeof killAgain>[0]): Promise<number> {
  const { kills, acknowledged, compared, problems } = await killAgain(options);
  for (const problem of problems) options.write(`violation: ${problem}`);
  options.write(
    `kills ${kills}, changes acknowledged ${acknowledged}, reads compared ${compared}, violations ${problems.length}`,
  );
  return problems.length === 0 ? 0 : 1;
}

function wholeNumber(name: string, text: string, { least, most }: { least: number; most?: number }): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > (most ?? value))
    throw new Error(
      `--${name}: expected a whole number from ${least}${most ? ` to ${most}` : ''}, got "${text}"`,
    );
  return value;
}
