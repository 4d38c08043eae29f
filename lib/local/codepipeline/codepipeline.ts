import type { ResourceProvider } from '../assembly/resource-provider';
import type { Clock } from '../clock';
import type { CodeBuild } from '../codebuild/codebuild';
import type { CodeCommit } from '../codecommit/codecommit';
import type { EventBus } from '../events/event-bus';
import type { LocalIam } from '../iam/create-iam';
import type { Gateway, Service } from '../service';
import type { Store } from '../storage/store';
import type { ActionRunner } from './action-runner';
import { ActionRunnerHost } from './action-runner-host';
import { codeBuild } from './actions/code-build';
import { codeCommitSource } from './actions/code-commit-source';
import { manualApproval } from './actions/manual-approval';
import { s3Deploy } from './actions/s3-deploy';
import { stepFunctions } from './actions/step-functions';
import { Approvals } from './approvals';
import { Engine } from './engine';
import { ExecutionStore } from './execution-store';
import type { CodePipelineContext } from './operations/codepipeline-context';
import { getPipeline } from './operations/get-pipeline';
import { getPipelineExecution } from './operations/get-pipeline-execution';
import { getPipelineState } from './operations/get-pipeline-state';
import { listActionExecutions } from './operations/list-action-executions';
import { listPipelineExecutions } from './operations/list-pipeline-executions';
import { listPipelines } from './operations/list-pipelines';
import { putApprovalResult } from './operations/put-approval-result';
import { retryStageExecution } from './operations/retry-stage-execution';
import { stageTransition } from './operations/stage-transition';
import { startPipelineExecution } from './operations/start-pipeline-execution';
import { stopPipelineExecution } from './operations/stop-pipeline-execution';
import { PipelineProvider } from './pipeline-provider';
import { Pipelines } from './pipelines';
import { Roles } from './roles';
import { StateChangeEvents } from './state-change-events';

/** What CodePipeline needs. */
export interface CodePipelineOptions {
  readonly store: Store;
  readonly gateway: Gateway;
  readonly iam: Pick<LocalIam, 'assumeRole' | 'identify' | 'authorize'>;
  readonly bus: EventBus;
  readonly clock: Clock;
  readonly account: string;
  readonly codecommit: Pick<CodeCommit, 'repositories' | 'commits'>;
  readonly codebuild: Pick<CodeBuild, 'startPipelineBuild'>;
  /** Folder for files that live as long as an action. */
  readonly workDirectory: string;
  /**
   * ARN of the rule whose delivery has this id (`createEvents(…).deliveries.originOf`): executions show it as their
   * trigger. @default every execution shows StartPipelineExecution as its trigger
   */
  readonly ruleOf?: (deliveryId: string) => Promise<string | undefined>;
  /** Told of failures of the engine itself, not of actions. */
  readonly report?: (message: string) => void;
}

/** CodePipeline: runs the pipelines of the assembly, type V2 in mode QUEUED. */
export function createCodePipeline(options: CodePipelineOptions) {
  const pipelines = new Pipelines(options);
  const executions = new ExecutionStore(options);
  const approvals = new Approvals(executions);
  const events = new StateChangeEvents(options);
  const runners = runnersByType([
    codeCommitSource(options),
    codeBuild('Build', options),
    codeBuild('Test', options),
    s3Deploy(options),
    stepFunctions(options),
    manualApproval(approvals),
  ]);
  const actions = new ActionRunnerHost({
    ...options,
    runners,
    executions,
    events,
    roles: new Roles(options),
  });
  const engine = new Engine({ ...options, executions, pipelines, actions, events });
  const providers: ResourceProvider[] = [
    new PipelineProvider({ ...options, pipelines, executions, runners }),
  ];
  return {
    service: serviceOf({ ...options, pipelines, executions, engine, approvals }),
    providers,
    load: () => executions.load(),
    /** Continues the executions that were in progress at the last stop. */
    start: async () => engine.resume(),
    close: () => engine.close(),
  };
}

/** What {@link createCodePipeline} gives. */
export type CodePipeline = ReturnType<typeof createCodePipeline>;

function serviceOf(context: CodePipelineContext): Service {
  return {
    model: 'codepipeline',
    operations: {
      GetPipeline: getPipeline(context),
      ListPipelines: listPipelines(context),
      GetPipelineState: getPipelineState(context),
      GetPipelineExecution: getPipelineExecution(context),
      ListPipelineExecutions: listPipelineExecutions(context),
      ListActionExecutions: listActionExecutions(context),
      StartPipelineExecution: startPipelineExecution(context),
      StopPipelineExecution: stopPipelineExecution(context),
      RetryStageExecution: retryStageExecution(context),
      PutApprovalResult: putApprovalResult(context),
      EnableStageTransition: stageTransition('EnableStageTransition', context),
      DisableStageTransition: stageTransition('DisableStageTransition', context),
    },
  };
}

function runnersByType(runners: readonly ActionRunner[]): ReadonlyMap<string, ActionRunner> {
  return new Map(runners.map((runner) => [runner.type, runner]));
}
