import type { AddressInfo } from 'node:net';
import { Command } from 'commander';
import { CALL_LIMIT } from '../../console/api/read-limit';
import { createBackend } from '../console/create-backend';
import { listenForConsole } from '../console/listen-for-console';
import { serveConsole } from '../console/serve-console';
import type { CliContext } from '../context';
import { teach } from '../help';
import { checkPort } from '../runtime/check-port';
import { untilStopped } from '../runtime/until-stopped';
import { openTarget, type TargetOptions } from '../target';
import { addTargetOptions } from './target-options';
import { wholeNumber } from './whole-number';

interface Options extends TargetOptions {
  readonly port: number;
}

/** Beside the runtime's own port, so that both can run at once. */
const DEFAULT_CONSOLE_PORT = 4611;

/** `vigilant console`: the console for a real account, with the credentials of this shell. */
export function consoleCommand(context: CliContext): Command {
  const command = addTargetOptions(new Command('console'))
    .description(
      'show runs and releases in a browser, with the credentials of this shell, until Ctrl-C; the runtime on this ' +
        'machine has the same console at its own address',
    )
    .option(
      '--port <n>',
      'port on 127.0.0.1; 0 takes any free one',
      wholeNumber(0, 65_535),
      DEFAULT_CONSOLE_PORT,
    )
    .action(async (options: Options) => {
      const { terminal } = context;
      const target = await openTarget(context, options, { callLimit: CALL_LIMIT });
      await checkPort(options.port);
      // With "vigilant env" the shell points at the runtime without --local.
      const isRuntime = /^http:\/\/(127\.0\.0\.1|localhost)[:/]/.test(target.endpoint ?? '');
      const backend = createBackend(context, target, { local: isRuntime });
      const served = serveConsole({
        context,
        backend: async () => backend,
        log: (line) => terminal.note(line),
      });
      const server = await listenForConsole(served, options.port);
      const where = target.endpoint ? `${target.endpoint}, not AWS` : 'AWS';
      const { config, account } = target;
      terminal.note(
        `Shows account ${account}, region ${config.primaryRegion} (${where}), deployment "${config.deployment}".`,
      );
      terminal.print(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      terminal.note('Ctrl-C ends the console; nothing else ends with it.');
      try {
        await untilStopped(context);
      } finally {
        server.close();
        server.closeAllConnections();
      }
    });
  return teach(command, {
    examples: [
      ['the account that this shell is logged in to', 'npx vigilant console'],
      ['another deployment, on any free port', 'npx vigilant console --deployment other --port 0'],
    ],
  });
}
