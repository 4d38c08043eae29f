import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { type Config, ConfigError, parseConfig } from '../../config';
import { contextValue } from '../../config/context-value';
import { type ConfigReport, printConfig, totalOf } from '../config/config-view';
import { effectiveSettings } from '../config/effective-settings';
import { fixedCosts } from '../config/fixed-costs';
import { plannedStacks } from '../config/planned-stacks';
import type { CliContext } from '../context';
import { CliError, EXIT } from '../failure';
import { teach } from '../help';
import { assemblyDirectory, assemblyIsCurrent, synthesize } from '../runtime/synthesize';
import { printJson } from './print-json';

/** `vigilant config`: what the configuration means. */
export function configCommand(context: CliContext): Command {
  const command = new Command('check')
    .description(
      'tell every problem of the configuration in cdk.json, or what is in force and what deploying it creates; needs no AWS',
    )
    .option('--json', 'print JSON')
    .action((options: { json?: boolean }) => check(context, options));
  teach(command, {
    examples: [
      ['every problem, or every setting, resource and fixed cost', 'npx vigilant config check'],
      ['what it costs each month, for programs', 'npx vigilant config check --json | jq .fixedCosts.total'],
    ],
  });
  return new Command('config').description('explain the configuration').addCommand(command);
}

async function check(context: CliContext, { json }: { json?: boolean }): Promise<void> {
  const raw = readContext(context.projectRoot);
  let config: Config;
  try {
    config = parseConfig(raw);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    if (!json) throw new CliError(error.message, EXIT.usage, { cause: error });
    context.finish(EXIT.usage);
    return printJson(context.terminal, 'config check', { valid: false, problems: error.problems });
  }
  const stacks = plannedStacks(await currentAssembly(context));
  const report: ConfigReport = {
    config,
    settings: effectiveSettings(config, contextValue(raw)),
    stacks,
    costs: fixedCosts(stacks),
  };
  if (!json) return printConfig(context.terminal, report);
  printJson(context.terminal, 'config check', {
    valid: true,
    problems: [],
    settings: report.settings,
    stacks: stacks.map(({ template: _, ...stack }) => stack),
    fixedCosts: { currency: 'USD', period: 'month', total: totalOf(report.costs), items: report.costs },
  });
}

function readContext(projectRoot: string): Record<string, unknown> {
  const file = join(projectRoot, 'cdk.json');
  try {
    return JSON.parse(readFileSync(file, 'utf8')).context ?? {};
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError(`${file}: expected the project's configuration, got: ${reason}`, EXIT.usage, {
      cause: error,
    });
  }
}

/** The templates themselves say what is created: nothing else could be kept in step with them. */
async function currentAssembly({ projectRoot, setup, env, stop }: CliContext): Promise<string> {
  await setup.withLock(projectRoot, async () => {
    if (assemblyIsCurrent(projectRoot)) return;
    await setup
      .createProgress()
      .step('Synthesizing the CDK app', () => synthesize(projectRoot, { env, signal: stop }));
  });
  return assemblyDirectory(projectRoot);
}
