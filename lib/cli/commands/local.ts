import { Command } from 'commander';
import type { CliContext } from '../context';
import { teach } from '../help';
import { DEFAULT_PORT } from '../runtime/check-port';
import { openRuntime } from '../runtime/open-runtime';
import { stateDirectory } from '../runtime/state-directory';
import { untilStopped } from '../runtime/until-stopped';
import { printGuide } from '../start/guide';
import { addQuirkOptions, type QuirkOptions, quirksOf } from './quirk-options';
import { wholeNumber } from './whole-number';

/** `vigilant local`: the runtime alone. */
export function localCommand(context: CliContext): Command {
  const command = new Command('local')
    .description('run the deployment on this machine, without publishing anything, until Ctrl-C')
    .option('--state <dir>', 'where its state is kept (default: .vigilant in the project)')
    .option('--port <n>', 'port on 127.0.0.1; 0 takes any free one', wholeNumber(0, 65_535), DEFAULT_PORT)
    .action(async (options: QuirkOptions & { state?: string; port: number }) => {
      const state = stateDirectory(context, options.state);
      const runtime = await openRuntime(context, { state, port: options.port, quirks: quirksOf(options) });
      try {
        printGuide(context, { runtime, stateOption: options.state });
        await untilStopped(context);
      } finally {
        await runtime.close();
      }
    });
  return teach(addQuirkOptions(command), {
    examples: [
      ['the runtime on its usual folder and port', 'npx vigilant local'],
      ['another one beside it', 'npx vigilant local --state /tmp/other --port 0'],
      [
        'a CodeArtifact that throttles, and lists what is new only after 3 seconds',
        'npx vigilant local --quotas --publish-lag 3000',
      ],
    ],
  });
}
