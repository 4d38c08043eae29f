import { Command } from 'commander';
import type { CliContext } from '../context';
import { chosenRegions, loadDeployment } from '../deployment';
import { CliError, EXIT } from '../failure';
import { teach } from '../help';
import { DEFAULT_PORT } from '../runtime/check-port';
import { openRuntime } from '../runtime/open-runtime';
import { stateDirectory } from '../runtime/state-directory';
import { untilStopped } from '../runtime/until-stopped';
import { startSample } from '../start/start-sample';
import { addQuirkOptions, type QuirkOptions, quirksOf } from './quirk-options';
import { wholeNumber } from './whole-number';

interface Options extends QuirkOptions {
  readonly once?: boolean;
  readonly state?: string;
  readonly port: number;
  readonly fail?: string;
}

/** `vigilant start` (`npm start`): the whole workflow on this machine. */
export function startCommand(context: CliContext): Command {
  const command = new Command('start')
    .description(
      'run the whole workflow on this machine: publish sample-package to every region, then stay up',
    )
    .option('--once', 'stop when it is done; exits with 0 only if the version is published everywhere')
    .option('--state <dir>', 'where the state is kept (default: .vigilant in the project)')
    .option('--port <n>', 'port on 127.0.0.1; 0 takes any free one', wholeNumber(0, 65_535), DEFAULT_PORT)
    .option('--fail <region>', 'let this region refuse every upload, to see the run rolled back')
    .action(async (options: Options) => {
      const config = loadDeployment(context.projectRoot);
      if (options.fail !== undefined) chosenRegions(config, [options.fail], '--fail');
      const state = stateDirectory(context, options.state);
      const runtime = await openRuntime(context, { state, port: options.port, quirks: quirksOf(options) });
      try {
        const published = await startSample(context, runtime, {
          fail: options.fail,
          stateOption: options.state,
          once: options.once,
        });
        context.finish(published ? EXIT.ok : EXIT.negative);
        if (!options.once) await untilStopped(context);
      } catch (error) {
        if (!context.stop.aborted) throw error;
        throw new CliError(
          `\nStopped. The state stays in ${state}; the next start on it goes on with its runs, and builds anew what was being built.`,
          EXIT.interrupted,
        );
      } finally {
        await runtime.close();
      }
    });
  return teach(addQuirkOptions(command), {
    examples: [
      ['publish the sample and stay up', 'npx vigilant start'],
      ['watch a run being rolled back', 'npx vigilant start --fail eu-west-1 --state /tmp/failing --port 0'],
      ['for a script: stop when it is done', 'npx vigilant start --once'],
    ],
    negative: 'the sample is not published in every region',
  });
}
