import { Command, Option } from 'commander';
import type { CliContext } from '../context';
import { loadDeployment } from '../deployment';
import { teach } from '../help';
import { requireRuntime } from '../runtime/runtime-file';
import { SHELLS, type Shell, shellExports } from '../runtime/shell-exports';
import { prepareShellHome } from '../runtime/shell-home';
import { stateDirectory } from '../runtime/state-directory';

/** `vigilant env`: what points this shell at the runtime. */
export function envCommand(context: CliContext): Command {
  const command = new Command('env')
    .description('print what points this shell at the runtime on this machine: eval "$(npx vigilant env)"')
    .addOption(
      new Option('--shell <shell>', 'syntax; sh is for bash and zsh too').choices(SHELLS).default('sh'),
    )
    .option('--state <dir>', 'state folder of the runtime')
    .action(async (options: { shell: Shell; state?: string }) => {
      const state = stateDirectory(context, options.state);
      const { url } = await requireRuntime(state);
      const { primaryRegion } = loadDeployment(context.projectRoot);
      const { projectRoot, setup } = context;
      prepareShellHome(state, { projectRoot, venv: setup.layout(projectRoot).venv });
      const lines = shellExports(options.shell, { url, region: primaryRegion, state, env: context.env });
      for (const line of lines) context.terminal.print(line);
    });
  return teach(command, {
    examples: [
      ['bash and zsh', 'eval "$(npx vigilant env)"'],
      ['fish', 'npx vigilant env --shell fish | source'],
    ],
  });
}
