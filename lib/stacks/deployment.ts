import { type App, Tags } from 'aws-cdk-lib';
import type { Config } from '../config';
import { stackNames } from '../contract';
import { PipelineStack } from './pipeline-stack';
import { RegionStack } from './region-stack';

/** The stacks of a deployment. */
export interface Deployment {
  /** One for each region in which something is created, the primary one first. */
  readonly regions: readonly RegionStack[];
  readonly pipeline: PipelineStack;
}

/**
 * Adds every stack of a deployment to `app`. The pipeline's stack comes last: what it starts needs the repositories
 * of every region.
 *
 * @param account the account to deploy to, unless the configuration names one
 */
export function createDeployment(app: App, config: Config, account?: string): Deployment {
  const names = stackNames(config.deployment);
  const common = (region: string) => ({
    config,
    env: { account: config.account ?? account, region },
    terminationProtection: config.terminationProtection,
  });
  // Where everything is adopted, a region has nothing of this deployment's own.
  const ownRegions = config.adopt.repositories ? [] : config.regions;
  const regions = ownRegions.map(
    (region) =>
      new RegionStack(app, names.region(region), {
        ...common(region),
        description: `Package repositories of ${config.deployment} in ${region}`,
      }),
  );
  const pipeline = new PipelineStack(app, names.pipeline, {
    ...common(config.primaryRegion),
    description: `Builds packages of ${config.deployment} and publishes them to ${config.regions.length} region(s)`,
  });
  for (const region of regions) pipeline.addStackDependency(region);
  Tags.of(app).add('deployment', config.deployment);
  for (const [name, value] of Object.entries(config.tags)) Tags.of(app).add(name, value);
  return { regions, pipeline };
}
