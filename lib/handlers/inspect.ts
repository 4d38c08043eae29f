import {
  assetsProblem,
  type InspectEvent,
  InvalidInput,
  METRIC,
  releaseDigest,
  StagingIncomplete,
  type Survey,
  type Verified,
  VersionConflict,
  type WorkflowRequest,
} from '../contract';
import type { Metrics } from './metrics';
import { explain, few, isThere, observeVersion } from './observe-version';
import { type HandlerDependencies, inRegion } from './region';
import { resolveInput } from './resolve-input';

type ResolveEvent = Extract<InspectEvent, { step: 'resolve' }>;
type SurveyEvent = Extract<InspectEvent, { step: 'survey' }>;
type VerifyEvent = Extract<InspectEvent, { step: 'verify' }>;

/**
 * The workflow's eyes: checks an execution's input, surveys a region before anything is touched, and verifies what is
 * staged. It changes nothing.
 */
export function createInspect(deps: HandlerDependencies) {
  const { metrics } = deps;
  return async (event: InspectEvent): Promise<WorkflowRequest | Survey | Verified> => {
    switch (event.step) {
      case 'resolve':
        return resolve(metrics, event);
      case 'survey':
        return await metrics.measure(event, () => survey(deps, event));
      case 'verify':
        return await metrics.measure(event, () => verify(deps, event));
    }
  };
}

/** What a sweep found is counted here, where its rollback begins: an alarm tells. */
function resolve(metrics: Metrics, { input, regions }: ResolveEvent): WorkflowRequest {
  const request = resolveInput(input, regions);
  if (request.lockExpired) metrics.count(METRIC.expiredLocks);
  return request;
}

async function survey(deps: HandlerDependencies, event: SurveyEvent): Promise<Survey> {
  const { region, digest, assets } = event;
  const problem = assetsProblem(assets) ?? digestProblem(digest, releaseDigest(assets));
  if (problem !== undefined)
    throw new InvalidInput(`release.json of ${event.package} ${event.version}: ${problem}`);
  const { domain, staging, release } = deps.names;
  const [observation, staged, endpoint] = await Promise.all([
    observeVersion(deps, { ...event, domain, repository: release }, assets),
    isThere(deps, { ...event, domain, repository: staging }),
    inRegion(region, `looking up the endpoint of ${domain}/${staging}`, () =>
      deps.clientFor(region).getRepositoryEndpoint({ domain, repository: staging, format: 'pypi' }),
    ),
  ]);
  return {
    region,
    found: observation.found,
    why: explain(observation),
    staged,
    endpoint: endpoint.repositoryEndpoint ?? '',
  };
}

function digestProblem(digest: string, actual: string): string | undefined {
  return actual === digest ? undefined : `expected assets with digest ${digest}, got ${actual}`;
}

async function verify(deps: HandlerDependencies, event: VerifyEvent): Promise<Verified> {
  const { domain, staging } = deps.names;
  const { region } = event;
  const observation = await observeVersion(deps, { ...event, domain, repository: staging }, event.assets);
  if (observation.found === 'conflict') {
    throw new VersionConflict(
      `region ${region}: staged ${event.package} ${event.version}: ${explain(observation)}`,
    );
  }
  if (observation.found !== 'complete' || observation.revision === undefined) {
    throw new StagingIncomplete(
      `region ${region}: staged ${event.package} ${event.version}: expected every asset, missing: ${few(observation.missing).join(', ')}`,
    );
  }
  return { region, revision: observation.revision };
}
