import type { CliContext } from '../context';
import { loadDeployment } from '../deployment';
import { explainError } from '../explain-error';
import { openTarget, type Target, type TargetOptions } from '../target';
import { type Check, examine } from './check';
import { deploymentChecks } from './deployment-checks';
import { machineChecks } from './machine-checks';
import { regionChecks } from './region-checks';

/** Everything that `vigilant doctor` looks at, in the order in which one thing needs another. */
export async function examineAll(context: CliContext, options: TargetOptions): Promise<Check[]> {
  const machine = Promise.all(machineChecks(context));
  const configuration = await examine({
    group: 'configuration',
    name: 'cdk.json',
    look: async () => {
      const { deployment, regions } = loadDeployment(context.projectRoot, options.deployment);
      return `deployment "${deployment}" in ${regions.join(', ')}`;
    },
    advice: 'mend what the message names; "vigilant config check" tells all of it',
  });
  const before = [...(await machine), configuration];
  if (configuration.status === 'failed')
    return [...before, skipped('credentials', 'identity', 'no configuration')];
  try {
    const target = await openTarget(context, options);
    const rest = [
      ...deploymentChecks(target, context.clock.now()),
      ...target.config.regions.flatMap((region) => regionChecks(target, region)),
    ];
    return [...before, identity(target), ...(await Promise.all(rest))];
  } catch (error) {
    return [
      ...before,
      unidentified(error),
      skipped('deployment', 'all', 'nobody to ask, or nobody to ask as'),
    ];
  }
}

/** Whom AWS takes this shell for, and whether that is whom the configuration means. */
function identity({ account, caller, config, endpoint }: Target): Check {
  const where = endpoint === undefined ? `AWS, ${config.primaryRegion}` : `${endpoint}, not AWS`;
  const check = { group: 'credentials', name: 'identity', found: `${caller} (${where})` };
  if (config.account === undefined || config.account === account || endpoint !== undefined)
    return { ...check, status: 'ok' };
  return {
    ...check,
    status: 'failed',
    advice: `cdk.json is for account ${config.account}: choose credentials of that one (AWS_PROFILE)`,
  };
}

function unidentified(error: unknown): Check {
  const { what, hint = 'do what the message says; everything after it needs this' } = explainError(error);
  return { group: 'credentials', name: 'identity', status: 'failed', found: what, advice: hint };
}

function skipped(group: string, name: string, found: string): Check {
  return { group, name, status: 'skipped', found };
}
