import { type Operation, ServiceError } from '../../service';
import {
  type CodePipelineContext,
  executionsOf,
  pipelinePermission,
  stageIndexOf,
} from './codepipeline-context';

/** `codepipeline:PutApprovalResult`. The token comes from GetPipelineState. */
export function putApprovalResult(context: CodePipelineContext): Operation {
  const { pipelines, executions, approvals, clock } = context;
  return {
    permissions: (input, call) =>
      pipelinePermission('PutApprovalResult', {
        path: `${input.pipelineName}/${input.stageName}/${input.actionName}`,
        call,
      }),
    async handle(input, call) {
      const pipeline = pipelines.get(call.region, input.pipelineName);
      const stage = pipeline.declaration.stages[stageIndexOf(pipeline, input.stageName)];
      if (!stage?.actions.some(({ name }) => name === input.actionName))
        throw new ServiceError(
          'ActionNotFoundException',
          `Stage '${input.stageName}' does not have an action with name '${input.actionName}'`,
        );
      for await (const execution of executions.newestFirst(executionsOf(pipeline))) {
        const run = execution.actions.find(
          ({ stageName, actionName, token }) =>
            stageName === input.stageName && actionName === input.actionName && token === input.token,
        );
        if (run === undefined) continue;
        if (run.status !== 'InProgress' || run.approval !== undefined)
          throw new ServiceError(
            'ApprovalAlreadyCompletedException',
            'The approval has already been completed.',
          );
        await approvals.decide(execution, { run, decision: input.result, decidedBy: call.principal.arn });
        return { approvedAt: new Date(clock.now()) };
      }
      throw new ServiceError('InvalidApprovalTokenException', 'The approval token is not valid.');
    },
  };
}
