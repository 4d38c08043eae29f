import { type Argument, Command, CommanderError } from 'commander';
import { systemClock } from '../local/clock';
import { createClients } from './clients';
import { withDescendants } from './command-tree';
import { completeCommand, completionCommand } from './commands/completion';
import { configCommand } from './commands/config';
import { consoleCommand } from './commands/console';
import { doctorCommand } from './commands/doctor';
import { envCommand } from './commands/env';
import { faultCommand } from './commands/fault';
import { indexUrlCommand } from './commands/index-url';
import { localCommand } from './commands/local';
import { logsCommand } from './commands/logs';
import { publishCommand } from './commands/publish';
import { pushesCommand } from './commands/pushes';
import { republishCommand } from './commands/republish';
import { rollbackCommand } from './commands/rollback';
import { runsCommand } from './commands/runs';
import { schemaCommand } from './commands/schema';
import { showCommand } from './commands/show';
import { startCommand } from './commands/start';
import { stopCommand } from './commands/stop';
import { verifyCommand } from './commands/verify';
import type { CliContext, ProjectSetup } from './context';
import { explainError } from './explain-error';
import { CliError, EXIT } from './failure';
import { exitCodes } from './help';
import { processTerminal } from './terminal';

const HELP = `
Examples:
  # publish the sample package on this machine
  npm start
  # point this shell's aws, twine, pip and SDKs at it
  eval "$(npx vigilant env)"
  # what has run there, and the last run region by region
  npx vigilant runs --local
  npx vigilant show latest --local
  # on AWS: what is in the way, and what to do about it
  npx vigilant doctor
  # on AWS: build the package in this folder and publish it everywhere
  npx vigilant publish
  # on AWS: compare all regions with the stored build, by SHA-256
  npx vigilant verify wordcount 1.2.0

Commands talk to AWS with the credentials, profile and AWS_ENDPOINT_URL of this
shell, as the AWS CLI does; with --local to the runtime on this machine. Tables
fit the terminal; piped, nothing is wrapped, and NO_COLOR and FORCE_COLOR decide
about colours.

${exitCodes('it worked, and the answer is no: the run failed, a region differs')}`;

/** The commands by what a person is at. */
function commandGroups(context: CliContext): Record<string, Command[]> {
  return {
    'Publish:': [
      publishCommand(context),
      republishCommand(context),
      rollbackCommand(context),
      stopCommand(context),
    ],
    'Look:': [
      runsCommand(context),
      showCommand(context),
      logsCommand(context),
      pushesCommand(context),
      verifyCommand(context),
      consoleCommand(context),
      indexUrlCommand(context),
    ],
    'On this machine:': [
      startCommand(context),
      localCommand(context),
      envCommand(context),
      faultCommand(context),
    ],
    'Set up:': [
      doctorCommand(context),
      configCommand(context),
      completionCommand(context),
      schemaCommand(context),
    ],
  };
}

/** Builds the command line from its commands. */
export function createProgram(context: CliContext): Command {
  const program = new Command('vigilant')
    .description('Publishes a Python package to AWS CodeArtifact in several regions, all or nothing')
    .option('--verbose', 'show where an error came from')
    .addHelpText('after', HELP)
    .configureHelp({
      subcommandTerm: (command) => [command.name(), ...command.registeredArguments.map(termOf)].join(' '),
    })
    .showHelpAfterError('(--help tells more)');
  for (const [heading, commands] of Object.entries(commandGroups(context)))
    for (const command of commands) program.addCommand(command.helpGroup(heading));
  program.addCommand(completeCommand(context), { hidden: true });
  for (const command of withDescendants(program)) {
    command.exitOverride().configureOutput({
      getOutHelpWidth: () => Math.min(context.terminal.width, 100),
      getErrHelpWidth: () => Math.min(context.terminal.noteWidth, 100),
      writeOut: (text) => context.terminal.print(text.replace(/\n$/, '')),
      writeErr: (text) => context.terminal.note(text.replace(/\n$/, '')),
    });
    if (command !== program) command.option('--verbose', 'show where an error came from');
  }
  return program;
}

/** An argument as the list of commands shows it; that a command has options goes without saying. */
function termOf(argument: Argument): string {
  const name = argument.name() + (argument.variadic ? '...' : '');
  return argument.required ? `<${name}>` : `[${name}]`;
}

/** Runs one command and gives its exit code. Failures are told in one line; `--verbose` adds the stack. */
export async function run(args: readonly string[], given: Omit<CliContext, 'finish'>): Promise<number> {
  let exitCode: number = EXIT.ok;
  const context: CliContext = {
    ...given,
    finish: (code) => {
      exitCode = code;
    },
  };
  try {
    await createProgram(context).parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    // Commander has printed its message already; `--help` and `--version` end this way too, with 0.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    if (context.stop.aborted && !isInterrupted(error)) return stopped(context);
    const { what, hint, code } = explainError(error);
    context.terminal.note(hint === undefined ? what : `${what}. ${hint}`);
    if (args.includes('--verbose') && error instanceof Error) context.terminal.note(error.stack ?? '');
    return code;
  }
}

/** Whether a command has said itself what Ctrl-C means for what it was at. */
function isInterrupted(error: unknown): boolean {
  return error instanceof CliError && error.exitCode === EXIT.interrupted;
}

function stopped(context: CliContext): number {
  context.terminal.note('\nStopped. What runs on AWS goes on by itself: "vigilant runs" lists it.');
  return EXIT.interrupted;
}

/** Entry point of `bin/vigilant.js`: wires the command line to this process. */
export async function main(
  args: readonly string[],
  { projectRoot, setup }: { projectRoot: string; setup: ProjectSetup },
): Promise<number> {
  const controller = new AbortController();
  const abort = () => controller.abort();
  process.once('SIGINT', abort);
  process.once('SIGTERM', abort);
  // "vigilant … | head" has read enough.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(EXIT.ok);
  });
  return run(args, {
    projectRoot,
    setup,
    cwd: process.cwd(),
    env: process.env,
    terminal: processTerminal(process),
    clock: systemClock,
    createClients,
    stop: controller.signal,
  });
}
