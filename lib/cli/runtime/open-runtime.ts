import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../config';
import type * as Runtime from '../../local/runtime';
import type { LocalRuntime, RuntimeOptions } from '../../local/runtime';
import { localConsole } from '../console/local-console';
import type { CliContext } from '../context';
import { loadDeployment } from '../deployment';
import { CliError } from '../failure';
import type { Terminal } from '../terminal';
import { checkPort } from './check-port';
import { preferredPort, writeLastPort } from './last-port';
import { findRuntime, removeRuntimeFile, writeRuntimeFile } from './runtime-file';
import { prepareShellHome } from './shell-home';
import { assemblyDirectory, assemblyIsCurrent, synthesize } from './synthesize';

/** A runtime that this process runs. */
export interface OpenRuntime {
  readonly config: Config;
  readonly url: string;
  readonly account: string;
  readonly state: string;
  readonly notEmulated: readonly string[];
  close(): Promise<void>;
}

/** File of the state folder that lists the resources that have no behaviour on this machine. */
export const NOT_EMULATED = 'not-emulated.txt';

/** Account of an assembly that is bound to none. */
const LOCAL_ACCOUNT = '000000000000';

/** Sets up what is missing, synthesizes the app if it changed, and starts the runtime on a state folder. */
export async function openRuntime(
  context: CliContext,
  { state, port: askedPort, quirks }: { state: string; port: number; quirks?: RuntimeOptions['quirks'] },
): Promise<OpenRuntime> {
  const { projectRoot, setup } = context;
  const config = loadDeployment(projectRoot);
  await refuseSecond(state);
  const port = await preferredPort(state, askedPort);
  await checkPort(port);
  const progress = setup.createProgress();
  await setup.ensurePythonTools(projectRoot, progress);
  await setup.withLock(projectRoot, async () => {
    if (assemblyIsCurrent(projectRoot)) return;
    await progress.step('Synthesizing the CDK app', () =>
      synthesize(projectRoot, { env: context.env, signal: context.stop }),
    );
  });
  const account = accountOf(assemblyDirectory(projectRoot)) ?? LOCAL_ACCOUNT;
  const log = startLog(context.terminal);
  const console = localConsole(context, config);
  const runtime = await progress
    .step('Starting the runtime', () =>
      start(context, { state, port, account, quirks, log: log.write, routes: [console] }),
    )
    .finally(log.end);
  writeFileSync(join(state, NOT_EMULATED), `${runtime.notEmulated.join('\n')}\n`);
  prepareShellHome(state, { projectRoot, venv: setup.layout(projectRoot).venv });
  writeLastPort(state, runtime.port);
  writeRuntimeFile(state, { url: runtime.url, port: runtime.port, pid: process.pid, account });
  return {
    config,
    url: runtime.url,
    account,
    state,
    notEmulated: runtime.notEmulated,
    async close() {
      removeRuntimeFile(state);
      await runtime.close();
    },
  };
}

async function refuseSecond(state: string): Promise<void> {
  const running = await findRuntime(state);
  if (running === undefined) return;
  throw new CliError(
    `a runtime is running on ${state} already: ${running.url}, process ${running.pid}. Use that one, stop it with ` +
      'Ctrl-C where it was started, or give another folder with --state DIR and another port with --port N.',
  );
}

function start(
  { projectRoot, clock, env }: CliContext,
  {
    state,
    port,
    account,
    quirks,
    log,
    routes,
  }: Pick<RuntimeOptions, 'port' | 'account' | 'quirks' | 'log' | 'routes'> & { state: string },
): Promise<LocalRuntime> {
  // Loaded only here: the other commands need none of it, and it takes time.
  const { createRuntime } = require('../../local/runtime') as typeof Runtime;
  return createRuntime({
    assemblyDirectory: assemblyDirectory(projectRoot),
    stateDirectory: state,
    port,
    account,
    projectRoot,
    clock,
    hostEnvironment: env,
    routes,
    quirks,
    log,
  });
}

/** Keeps what the runtime says while it starts from running into the line that shows the step. */
function startLog(terminal: Terminal) {
  let held: string[] | undefined = [];
  return {
    write: (line: string) => {
      if (held === undefined) terminal.note(line);
      else held.push(line);
    },
    end: () => {
      for (const line of held ?? []) if (!/^deployed /.test(line)) terminal.note(line);
      held = undefined;
    },
  };
}

/** The account that the assembly's stacks are bound to; a configuration need not name one. */
function accountOf(directory: string): string | undefined {
  const manifest = JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8')) as {
    artifacts: Record<string, { environment?: string }>;
  };
  const environments = Object.values(manifest.artifacts).map((artifact) => artifact.environment ?? '');
  return environments.map((environment) => /^aws:\/\/(\d{12})\//.exec(environment)?.[1]).find(Boolean);
}
