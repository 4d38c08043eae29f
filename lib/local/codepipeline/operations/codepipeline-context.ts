import type { Clock } from '../../clock';
import { type Call, type Permission, ServiceError } from '../../service';
import type { Approvals } from '../approvals';
import type { Engine } from '../engine';
import type { ExecutionStore } from '../execution-store';
import type { Pipeline, Pipelines } from '../pipelines';

/** What the operations of CodePipeline work on. */
export interface CodePipelineContext {
  readonly pipelines: Pipelines;
  readonly executions: ExecutionStore;
  readonly engine: Engine;
  readonly approvals: Approvals;
  readonly clock: Clock;
  /** ARN of the rule that makes a call with this token, if a rule does. */
  readonly ruleOf?: ((clientRequestToken: string) => Promise<string | undefined>) | undefined;
}

/** The right to do `action` on a pipeline, a stage (`stage`) or an action (`stage/action`) of it. */
export function pipelinePermission(
  action: string,
  { path, call }: { path: string; call: Call },
): readonly Permission[] {
  const resource = `arn:aws:codepipeline:${call.region}:${call.account}:${path}`;
  return [{ action: `codepipeline:${action}`, resource }];
}

/** Key of a pipeline's executions. */
export function executionsOf(pipeline: Pipeline): { region: string; pipelineName: string } {
  return { region: pipeline.region, pipelineName: pipeline.declaration.name };
}

/** Index of a stage. @throws ServiceError StageNotFoundException */
export function stageIndexOf(pipeline: Pipeline, stageName: string): number {
  const index = pipeline.declaration.stages.findIndex(({ name }) => name === stageName);
  if (index < 0)
    throw new ServiceError(
      'StageNotFoundException',
      `Pipeline '${pipeline.declaration.name}' does not have a stage with name '${stageName}'`,
    );
  return index;
}

/** Drops members that are undefined, so that an answer holds only what is known. */
export function known<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
}

/** Milliseconds as the Date that the wire format wants. */
export function date(milliseconds: number | undefined): Date | undefined {
  return milliseconds === undefined ? undefined : new Date(milliseconds);
}
