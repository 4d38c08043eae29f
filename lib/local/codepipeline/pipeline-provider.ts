import type { DeployedResource, ResolvedResource, ResourceProvider } from '../assembly/resource-provider';
import type { Clock } from '../clock';
import type { ActionRunner } from './action-runner';
import type { ExecutionStore } from './execution-store';
import type { Pipelines } from './pipelines';
import { readDeclaration } from './read-declaration';
import { validateDeclaration } from './validate-declaration';

/**
 * Deploys `AWS::CodePipeline::Pipeline`. AWS starts a first execution as soon as a pipeline exists; here it would only
 * fail for lack of a commit, so the first push starts it.
 */
export class PipelineProvider implements ResourceProvider {
  readonly type = 'AWS::CodePipeline::Pipeline';

  constructor(
    private readonly options: {
      readonly pipelines: Pipelines;
      readonly executions: ExecutionStore;
      readonly runners: ReadonlyMap<string, ActionRunner>;
      readonly clock: Clock;
    },
  ) {}

  async deploy(resource: ResolvedResource): Promise<DeployedResource> {
    const { pipelines, executions, runners, clock } = this.options;
    // From here on a rule can start an execution.
    await executions.load();
    const definition = readDeclaration(resource);
    validateDeclaration(definition, { runners, region: resource.region });
    const pipeline = await pipelines.put(resource.region, definition);
    for (const { StageName, Reason } of resource.properties.DisableInboundStageTransitions ?? [])
      await pipelines.setTransition(pipeline, StageName, {
        enabled: false,
        disabledReason: Reason,
        lastChangedAt: clock.now(),
        lastChangedBy: 'CloudFormation',
      });
    return { ref: definition.name, attributes: { Version: String(pipeline.declaration.version) } };
  }
}
