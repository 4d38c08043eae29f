import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { explore, summarize } from './explore';
import { killAgain } from './kill/kill-again';
import { openLab } from './lab';
import { type LoadCommand, loadCommand } from './load/command';
import { type TableCommand, tableCommand } from './table/command';

interface Options extends Omit<TableCommand, 'write'>, Omit<LoadCommand, 'write' | 'regions'> {
  readonly runs: number;
  readonly seed: number;
  readonly regions?: number;
  readonly table?: boolean;
  readonly kill?: number;
  readonly load?: boolean;
}

type Write = (line: string) => void;

/** What `npm run faults` takes. */
function commandLine(): Command {
  const command = new Command('npm run faults --')
    .description(
      'Breaks the saga and looks whether it keeps its promise. One of --table, --kill and --load, or, without them, random schedules of faults on a fake clock. Exits with 1 when something was violated.',
    )
    .exitOverride()
    .option('--runs <number>', 'random schedules to run', wholeNumber(1), 200)
    .option('--seed <number>', 'of the schedules, and of --kill', wholeNumber(0), 1)
    .option(
      '--regions <number>',
      'of each schedule (any number when left out), and of --load (13)',
      wholeNumber(1, 13),
    );
  for (const option of [...tableOptions(), ...killOptions(), ...loadOptions()]) command.addOption(option);
  return command;
}

function tableOptions(): Option[] {
  return [
    new Option('--table', 'every fault at every call of a run, on the real runtime'),
    new Option('--list', 'name the cells of the table and run none'),
    new Option('--only <texts...>', 'cells whose name contains one of these').default([], 'all cells'),
    new Option('--not <texts...>', 'no cell whose name contains one of these').default([], 'none'),
    new Option('--slice', 'the cells that npm test -- resilience runs'),
    new Option('--resume <file>', 'leave out what went well in this output of an earlier run'),
    numberOption('--concurrency <number>', 'cells at once', 1, 4),
  ];
}

function killOptions(): Option[] {
  return [numberOption('--kill <number>', 'kill the runtime so often while clients write to it', 1)];
}

function loadOptions(): Option[] {
  return [
    new Option('--load', 'many versions at once, while installers read'),
    numberOption('--versions <number>', 'to publish', 1, 50),
    numberOption('--packages <number>', 'that the versions are of', 1, 10),
    numberOption('--pushes <number>', 'versions that come by a push and are built', 0, 10),
    numberOption('--failing <number>', 'versions that fail in a region, none of them pushed', 0, 4),
    numberOption('--readers <number>', 'installers that read pages all the time', 0, 100),
    numberOption('--pause <number>', 'milliseconds between two pages of a reader', 1, 500),
    numberOption('--pips <number>', 'real pips at a time', 0, 2),
    numberOption('--memory <number>', 'MiB that the runtime may have resident', 1, 512),
  ];
}

/** Runs what the command line asks for; resolves to the exit code. */
export async function faultsCommand(args: string[], write: Write): Promise<number> {
  const command = commandLine();
  try {
    command.parse(args, { from: 'user' });
  } catch (error) {
    // It has said what there was to say.
    if (error instanceof CommanderError) return error.exitCode;
    throw error;
  }
  const options = command.opts<Options>();
  if (options.table) return await tableCommand({ ...options, write });
  if (options.kill !== undefined) return await killCommand({ ...options, kills: options.kill, write });
  if (options.load) return await loadCommand({ ...checkedLoad(options), write });
  return await scheduleCommand(options, write);
}

async function scheduleCommand(options: Options, write: Write): Promise<number> {
  const { runs, seed } = options;
  const onProgress = (done: number, injected: number) => {
    if (done % 500 === 0) write(`${done} of ${runs} schedules, ${injected} faults so far`);
  };
  const report = await explore(openLab(process.env), { ...options, onProgress });
  write(summarize(report, seed));
  return report.violation ? 1 : 0;
}

async function killCommand(options: Parameters<typeof killAgain>[0]): Promise<number> {
  const { kills, acknowledged, compared, problems } = await killAgain(options);
  for (const problem of problems) options.write(`violation: ${problem}`);
  options.write(
    `kills ${kills}, changes acknowledged ${acknowledged}, reads compared ${compared}, violations ${problems.length}`,
  );
  return problems.length === 0 ? 0 : 1;
}

function checkedLoad(options: Options) {
  const { versions, pushes, failing } = options;
  if (pushes + failing > versions)
    throw new Error(
      `--pushes and --failing: expected together at most --versions ${versions}, got ${pushes + failing}`,
    );
  return { ...options, regions: options.regions ?? 13 };
}

function numberOption(flags: string, description: string, least: number, otherwise?: number): Option {
  return new Option(flags, description).argParser(wholeNumber(least)).default(otherwise);
}

/** Reads a whole number. @throws InvalidArgumentError saying what was expected. */
function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    const upper = most === Number.MAX_SAFE_INTEGER ? '' : ` to ${most}`;
    throw new InvalidArgumentError(`Expected a whole number from ${least}${upper}.`);
  };
}
