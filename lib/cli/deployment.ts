import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, ConfigError, parseConfig } from '../config';
import { CliError, EXIT } from './failure';

/** The project's configuration: context of `cdk.json`. `name` selects another deployment of the same configuration. */
export function loadDeployment(projectRoot: string, name?: string): Config {
  const file = join(projectRoot, 'cdk.json');
  try {
    const { context = {} } = JSON.parse(readFileSync(file, 'utf8')) as { context?: Record<string, any> };
    if (name === undefined) return parseConfig(context);
    return parseConfig({ ...context, vigilant: { ...context['vigilant'], deployment: name } });
  } catch (error) {
    if (error instanceof ConfigError) throw new CliError(error.message, EXIT.usage, { cause: error });
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError(`${file}: expected the project's configuration, got: ${reason}`, EXIT.usage, {
      cause: error,
    });
  }
}

/** The regions asked for, or all of the deployment's. @throws CliError that names an unknown or repeated one. */
export function chosenRegions(
  config: Config,
  asked: readonly string[] | undefined,
  option = '--region',
): readonly string[] {
  if (asked === undefined || asked.length === 0) return config.regions;
  const unknown = asked.filter((region) => !config.regions.includes(region));
  if (unknown.length > 0) {
    throw new CliError(
      `${option}: deployment "${config.deployment}" has no region ${unknown.join(', ')}; its regions are ${config.regions.join(', ')}`,
      EXIT.usage,
    );
  }
  const repeated = asked.find((region, index) => asked.indexOf(region) < index);
  if (repeated !== undefined) throw new CliError(`${option}: ${repeated} is given twice`, EXIT.usage);
  return asked;
}
