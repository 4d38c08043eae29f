import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock';
import { ServiceError } from '../service';
import type { ActionRunnerHost } from './action-runner-host';
import { runOrders, type StageDeclaration } from './declaration';
import { type ActionRun, currentRun, isActive, type PipelineExecution } from './execution';
import type { ExecutionStore } from './execution-store';
import type { Pipeline, Pipelines } from './pipelines';
import { endState, type StateChangeEvents } from './state-change-events';

/** Executions that a QUEUED pipeline holds at most: https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html */
const LONGEST_QUEUE = 50;

export interface EngineOptions {
  readonly executions: ExecutionStore;
  readonly pipelines: Pipelines;
  readonly actions: ActionRunnerHost;
  readonly events: StateChangeEvents;
  readonly clock: Clock;
  /** Told of failures of the engine itself. */
  readonly report?: (message: string) => void;
}

/** What an execution is started with. */
export interface ExecutionRequest {
  readonly trigger: PipelineExecution['trigger'];
  readonly variables: Readonly<Record<string, string>>;
  readonly revisionOverrides: Readonly<Record<string, string>>;
  readonly clientRequestToken?: string;
}

/**
 * Moves executions through their pipelines, as QUEUED pipelines do: a stage holds one execution at a time, and the next
 * one enters in the order in which the executions were started. Where an execution stands is on disk before anything
 * is done about it, so a restart continues from there.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts-how-it-works.html
 */
export class Engine {
  private isClosed = false;
  private readonly running = new Set<Promise<void>>();

  constructor(private readonly options: EngineOptions) {}

  /** Starts an execution; it is on disk when the promise resolves. */
  async start(pipeline: Pipeline, request: ExecutionRequest): Promise<PipelineExecution> {
    const { executions, clock } = this.options;
    const id = { region: pipeline.region, pipelineName: pipeline.declaration.name };
    if (executions.activeOf(id).length >= LONGEST_QUEUE)
      throw new ServiceError(
        'ConcurrentPipelineExecutionsLimitExceededException',
        `The pipeline ${id.pipelineName} has reached the limit of ${LONGEST_QUEUE} concurrent executions.`,
      );
    const execution: PipelineExecution = {
      ...id,
      ...request,
      id: randomUUID(),
      sequence: executions.nextSequence(id),
      pipelineVersion: pipeline.declaration.version,
      startTime: clock.now(),
      lastUpdateTime: clock.now(),
      status: 'InProgress',
      stageIndex: 0,
      isInStage: false,
      stages: {},
      actions: [],
      attempt: 1,
    };
    await executions.save(execution);
    this.options.events.pipeline(execution, 'STARTED');
    this.schedule(pipeline);
    return execution;
  }

  /** Continues what was in progress at the last stop. Call it once everything is deployed, and before any request. */
  resume(): void {
    for (const pipeline of this.options.pipelines.all()) {
      const { declaration, region } = pipeline;
      for (const execution of this.options.executions.activeOf({ region, pipelineName: declaration.name })) {
        if (execution.pipelineVersion !== declaration.version)
          this.background(
            this.finish(
              execution,
              'Cancelled',
              'The pipeline was updated while the execution was in progress.',
            ),
          );
        else if (execution.isInStage) {
          if (execution.stopRequest?.abandon) this.options.actions.abandon(execution.id);
          this.background(this.runStage(pipeline, execution));
        } else if (execution.stopRequest !== undefined) this.background(this.finish(execution, 'Stopped'));
      }
      this.schedule(pipeline);
    }
  }

  /** Lets waiting executions enter the stages that are free. */
  schedule(pipeline: Pipeline): void {
    if (this.isClosed) return;
    const { declaration, region } = pipeline;
    const active = this.options.executions
      .activeOf({ region, pipelineName: declaration.name })
      .filter((execution) => isActive(execution) && execution.pipelineVersion === declaration.version);
    for (let index = declaration.stages.length - 1; index >= 0; index--) {
      const stage = declaration.stages[index] as StageDeclaration;
      const here = active.filter(({ stageIndex }) => stageIndex === index);
      if (here.some(({ isInStage }) => isInStage)) continue;
      if (!this.options.pipelines.transition(pipeline, stage.name).enabled) continue;
      const next = here.find(({ stopRequest }) => stopRequest === undefined);
      if (next !== undefined) this.enter(pipeline, next);
    }
  }

  /** Stops an execution: at once, or when the actions in progress have ended. */
  async stop(
    pipeline: Pipeline,
    { execution, abandon, reason }: { execution: PipelineExecution; abandon: boolean; reason?: string },
  ): Promise<void> {
    execution.stopRequest = { abandon, ...(reason === undefined ? {} : { reason }) };
    execution.status = 'Stopping';
    if (execution.isInStage) execution.stages[this.stageOf(pipeline, execution).name] = 'Stopping';
    await this.options.executions.save(execution);
    this.options.events.pipeline(execution, 'STOPPING');
    // It may have ended by itself while the request was being written.
    if (!isActive(execution)) return;
    if (!execution.isInStage) this.background(this.finish(execution, 'Stopped'));
    else if (abandon) this.options.actions.abandon(execution.id);
    this.schedule(pipeline);
  }

  /** Runs a stage of an ended execution again. The caller has checked that this is possible. */
  async retry(
    pipeline: Pipeline,
    {
      execution,
      stageIndex,
      runs,
    }: { execution: PipelineExecution; stageIndex: number; runs: readonly ActionRun[] },
  ): Promise<void> {
    const stage = pipeline.declaration.stages[stageIndex] as StageDeclaration;
    for (const run of runs) run.isReplaced = true;
    execution.status = 'InProgress';
    execution.statusSummary = undefined;
    execution.stopRequest = undefined;
    execution.stageIndex = stageIndex;
    execution.isInStage = true;
    execution.attempt += 1;
    execution.stages[stage.name] = 'InProgress';
    await this.options.executions.save(execution);
    this.options.events.pipeline(execution, 'RESUMED');
    this.options.events.stage(execution, { stage: stage.name, state: 'RESUMED' });
    this.background(this.runStage(pipeline, execution));
  }

  /** Runs actions again that have failed in a stage which is still in progress. */
  async retryInProgress(
    pipeline: Pipeline,
    { execution, runs }: { execution: PipelineExecution; runs: readonly ActionRun[] },
  ): Promise<void> {
    const stage = this.stageOf(pipeline, execution);
    for (const run of runs) run.isReplaced = true;
    for (const action of stage.actions.filter(({ name }) => runs.some((run) => run.actionName === name)))
      this.background(this.options.actions.run({ pipeline, stage, action, execution }).then(() => undefined));
    await this.options.executions.save(execution);
  }

  /** Stops without ending anything: what is in progress continues at the next start. */
  async close(): Promise<void> {
    this.isClosed = true;
    this.options.actions.close();
    this.options.executions.close();
    await Promise.all(this.running);
  }

  private enter(pipeline: Pipeline, execution: PipelineExecution): void {
    const { name } = this.stageOf(pipeline, execution);
    // At once, so that no other execution can enter while this is being saved.
    execution.isInStage = true;
    execution.stages[name] = 'InProgress';
    this.background(
      this.options.executions.saveWithRetry(execution).then(() => {
        this.options.events.stage(execution, { stage: name, state: 'STARTED' });
        return this.runStage(pipeline, execution);
      }),
    );
  }

  private async runStage(pipeline: Pipeline, execution: PipelineExecution): Promise<void> {
    const stage = this.stageOf(pipeline, execution);
    const outcome = await this.runActions(pipeline, { stage, execution });
    if (this.isClosed) return;
    // However its last actions ended, an execution that is being stopped is Stopped, and can be retried (user guide,
    // "Stop a pipeline execution").
    const status = execution.stopRequest === undefined ? outcome : 'Stopped';
    execution.stages[stage.name] = status;
    execution.isInStage = false;
    const isLast = execution.stageIndex === pipeline.declaration.stages.length - 1;
    if (status !== 'Succeeded' || isLast) await this.finish(execution, status);
    else {
      execution.stageIndex += 1;
      await this.options.executions.saveWithRetry(execution);
    }
    this.options.events.stage(execution, { stage: stage.name, state: endState(status) });
    this.schedule(pipeline);
  }

  /** Runs the actions of a stage: those of one run order in parallel, run orders one after the other. */
  private async runActions(
    pipeline: Pipeline,
    { stage, execution }: { stage: StageDeclaration; execution: PipelineExecution },
  ): Promise<'Succeeded' | 'Failed' | 'Stopped'> {
    for (const actions of runOrders(stage)) {
      const isPending = actions.some(
        ({ name }) => currentRun(execution, { stageName: stage.name, actionName: name }) === undefined,
      );
      if (isPending && execution.stopRequest !== undefined) return 'Stopped';
      const attempt = () =>
        Promise.all(
          actions.map((action) => this.options.actions.run({ pipeline, stage, action, execution })),
        );
      let runs = await attempt();
      // Retried meanwhile.
      while (!this.isClosed && runs.some(({ isReplaced }) => isReplaced)) runs = await attempt();
      if (this.isClosed || runs.some(({ status }) => status !== 'Succeeded')) return 'Failed';
    }
    return 'Succeeded';
  }

  private async finish(
    execution: PipelineExecution,
    status: 'Succeeded' | 'Failed' | 'Stopped' | 'Cancelled',
    summary?: string,
  ): Promise<void> {
    execution.status = status;
    execution.isInStage = false;
    execution.statusSummary = summary ?? execution.stopRequest?.reason;
    this.options.actions.forget(execution.id);
    await this.options.executions.saveWithRetry(execution);
    this.options.events.pipeline(execution, endState(status));
  }

  private stageOf(pipeline: Pipeline, execution: PipelineExecution): StageDeclaration {
    return pipeline.declaration.stages[execution.stageIndex] as StageDeclaration;
  }

  private background(work: Promise<void>): void {
    const running = work
      .catch((error) => {
        if (!this.isClosed)
          this.options.report?.(`pipeline: ${error instanceof Error ? error.stack : error}`);
      })
      .finally(() => this.running.delete(running));
    this.running.add(running);
  }
}
