import { Command, Option } from 'commander';
import { effectWords, limitWords } from '../../console/api/fault-words';
import type { Fault, FaultEffect } from '../../local/http/faults';
import type { CliContext } from '../context';
import { CliError, EXIT } from '../failure';
import { teach } from '../help';
import { faultsOf } from '../runtime/runtime-api';
import { runtimeUrl } from '../runtime/runtime-url';
import { table } from '../table';
import { printJson } from './print-json';
import { wholeNumber } from './whole-number';

interface AddOptions {
  readonly region?: string;
  readonly service?: string;
  readonly operation?: string;
  readonly matching?: string;
  readonly error?: number;
  readonly code?: string;
  readonly message?: string;
  readonly retryAfter?: number;
  readonly reset?: boolean;
  readonly delay?: number;
  readonly lostAnswer?: boolean;
  readonly cutOff?: boolean;
  readonly wrongBytes?: boolean;
  readonly skip?: number;
  readonly times?: number;
  readonly state?: string;
  readonly json?: boolean;
}

/** What AWS calls the errors of these statuses. */
const CODES: Readonly<Record<number, string>> = {
  403: 'AccessDeniedException',
  409: 'ConflictException',
  429: 'ThrottlingException',
  500: 'InternalServerException',
  503: 'ServiceUnavailableException',
};

/** `vigilant fault`: break the runtime on purpose. */
export function faultCommand(context: CliContext): Command {
  return new Command('fault')
    .description('break the runtime on this machine on purpose, and mend it')
    .addCommand(addCommand(context))
    .addCommand(listCommand(context))
    .addCommand(clearCommand(context));
}

const stateOption = () => new Option('--state <dir>', 'state folder of the runtime');

async function faultsAt(context: CliContext, state: string | undefined) {
  return faultsOf(await runtimeUrl(context, state));
}

function addCommand(context: CliContext): Command {
  const most = Number.MAX_SAFE_INTEGER;
  const command = new Command('add')
    .description('inject a fault; the filters must all match, the oldest fault that matches decides')
    .option('--region <region>', 'only calls to this region')
    .option('--service <service>', 'only this service, as botocore names it (codeartifact, stepfunctions …)')
    .option(
      '--operation <name>',
      'only this API operation; for the package index PublishPackageVersion, GetPackageVersionAsset',
    )
    .option('--matching <text>', 'only calls whose path or JSON input contains this')
    .option('--error <status>', 'answer with this HTTP status', wholeNumber(400, 599))
    .option('--code <code>', 'error code of that answer')
    .option('--message <text>', 'message of that answer')
    .option('--retry-after <seconds>', 'Retry-After of that answer', wholeNumber(0, 3600))
    .option('--reset', 'break the connection')
    .option('--delay <milliseconds>', 'answer late', wholeNumber(0, 86_400_000))
    .option('--lost-answer', 'do what was asked, then break the connection')
    .option('--cut-off', 'break the connection in the middle of the upload, or else of the answer')
    .option('--wrong-bytes', 'store other bytes than were uploaded')
    .option('--skip <n>', 'let this many matching calls pass first', wholeNumber(0, most))
    .option('--times <n>', 'hit only this many calls', wholeNumber(1, most))
    .addOption(stateOption())
    .option('--json', 'print JSON')
    .action(async (options: AddOptions) => {
      const effect = effectOf(options);
      const faults = await faultsAt(context, options.state);
      const { region, service, operation, matching, skip, times } = options;
      const fault = await faults.add({ region, service, operation, matching, skip, times, effect });
      if (options.json) return printJson(context.terminal, 'fault add', fault);
      context.terminal.print(`${fault.id}: ${describeFault(fault)}`);
      context.terminal.note('It lasts until "vigilant fault clear" or until the runtime stops.');
    });
  return teach(command, {
    examples: [
      [
        'a region refuses every upload, so a run is rolled back',
        'npx vigilant fault add --region eu-west-1 --operation PublishPackageVersion --error 500',
      ],
      [
        'one call is throttled, and tried again',
        'npx vigilant fault add --service codeartifact --error 429 --times 1',
      ],
      ['a region answers late', 'npx vigilant fault add --region us-west-2 --delay 3000'],
    ],
  });
}

function effectOf(options: AddOptions): FaultEffect {
  const effects: FaultEffect[] = [
    ...(options.error === undefined
      ? []
      : [
          {
            kind: 'error' as const,
            status: options.error,
            code: options.code ?? CODES[options.error] ?? 'InternalServerException',
            message: options.message,
            retryAfterSeconds: options.retryAfter,
          },
        ]),
    ...(options.reset ? [{ kind: 'reset' as const }] : []),
    ...(options.delay === undefined ? [] : [{ kind: 'delay' as const, milliseconds: options.delay }]),
    ...(options.lostAnswer ? [{ kind: 'lost-answer' as const }] : []),
    ...(options.cutOff ? [{ kind: 'cut-off' as const }] : []),
    ...(options.wrongBytes ? [{ kind: 'wrong-bytes' as const }] : []),
  ];
  const [effect] = effects;
  if (effect !== undefined && effects.length === 1) return effect;
  throw new CliError(
    `expected one of --error, --reset, --delay, --lost-answer, --cut-off, --wrong-bytes, got ${effects.length === 0 ? 'none' : effects.map(({ kind }) => kind).join(', ')}`,
    EXIT.usage,
  );
}

function listCommand(context: CliContext): Command {
  const command = new Command('list')
    .description('list the faults')
    .addOption(stateOption())
    .option('--json', 'print JSON')
    .action(async (options: { state?: string; json?: boolean }) => {
      const faults = await (await faultsAt(context, options.state)).list();
      if (options.json) return printJson(context.terminal, 'fault list', { faults });
      if (faults.length === 0) return context.terminal.print('no faults');
      const rows = faults.map((fault) => [fault.id, describeFault(fault)]);
      context.terminal.print(table(context.terminal, ['ID', 'WHAT'], rows));
    });
  return teach(command, { examples: [['what is broken now', 'npx vigilant fault list']] });
}

function clearCommand(context: CliContext): Command {
  const command = new Command('clear')
    .description('remove one fault, or all of them')
    .argument('[id]', 'only this one')
    .addOption(stateOption())
    .action(async (id: string | undefined, options: { state?: string }) => {
      const faults = await faultsAt(context, options.state);
      await (id === undefined ? faults.clear() : faults.remove(id));
      context.terminal.print(id === undefined ? 'no faults any more' : `removed ${id}`);
    });
  return teach(command, {
    examples: [
      ['mend everything', 'npx vigilant fault clear'],
      ['mend one fault', 'npx vigilant fault clear ID'],
    ],
  });
}

/** A fault in words. */
function describeFault({ service, operation, region, matching, effect, ...limits }: Fault): string {
  const what = [service, operation].filter(Boolean).join(' ') || 'every call';
  const where = [region && `in ${region}`, matching && `that contains "${matching}"`]
    .filter(Boolean)
    .join(' ');
  return [what, where, effectWords(effect), limitWords(limits)].filter(Boolean).join(' ');
}
