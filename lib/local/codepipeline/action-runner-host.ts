import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock';
import type { Gateway } from '../service';
import { ActionFailure, type ActionResult, type ActionRunner, errorDetailsOf } from './action-runner';
import { newArtifactLocation } from './artifact-store';
import { type ActionDeclaration, actionTypeName, type StageDeclaration } from './declaration';
import { type ActionRun, currentRun, locateArtifact, type PipelineExecution, revisionsOf } from './execution';
import type { ExecutionStore } from './execution-store';
import type { Pipeline } from './pipelines';
import type { Roles } from './roles';
import type { StateChangeEvents } from './state-change-events';
import { namespacesOf, resolveVariables } from './variables';

export interface ActionRunnerHostOptions {
  readonly runners: ReadonlyMap<string, ActionRunner>;
  readonly executions: ExecutionStore;
  readonly events: StateChangeEvents;
  readonly gateway: Gateway;
  readonly roles: Roles;
  readonly clock: Clock;
}

/** An action that is to be run. */
export interface ActionRequest {
  readonly pipeline: Pipeline;
  readonly stage: StageDeclaration;
  readonly action: ActionDeclaration;
  readonly execution: PipelineExecution;
}

const ABANDONED = Symbol('abandoned');

/** Runs actions with their role, variables and artifacts, and records how each attempt ended. */
export class ActionRunnerHost {
  private readonly closing = new AbortController();
  private readonly abandoning = new Map<string, AbortController>();
  /** Attempts in progress, by action execution id. */
  private readonly attempts = new Map<string, Promise<ActionRun>>();

  constructor(private readonly options: ActionRunnerHostOptions) {}

  /**
   * Runs an action, joins its attempt that is in progress (also one from before the last stop), or gives the attempt that
   * has ended. Never rejects because an action fails; after `close` the attempt given may still be in progress.
   */
  async run(request: ActionRequest): Promise<ActionRun> {
    const { execution, stage, action } = request;
    const earlier = currentRun(execution, { stageName: stage.name, actionName: action.name });
    if (earlier !== undefined && earlier.status !== 'InProgress') return earlier;
    const joined = earlier && this.attempts.get(earlier.actionExecutionId);
    if (joined !== undefined) return joined;
    // Begun at once, so that whoever asks next joins it.
    const run = earlier ?? this.newRun(request);
    const begun = earlier === undefined ? this.announce(request, run) : Promise.resolve();
    const attempt = begun
      .then(() => this.attempt(request, run))
      .finally(() => this.attempts.delete(run.actionExecutionId));
    this.attempts.set(run.actionExecutionId, attempt);
    return attempt;
  }

  /** Gives up the actions in progress of an execution. What they have started goes on. */
  abandon(executionId: string): void {
    this.abandonmentOf(executionId).abort();
  }

  /** An execution has ended: if it is retried, it has not been abandoned. */
  forget(executionId: string): void {
    this.abandoning.delete(executionId);
  }

  /** Lets go of every action without recording an end. */
  close(): void {
    this.closing.abort();
  }

  private async attempt(request: ActionRequest, run: ActionRun): Promise<ActionRun> {
    const { execution, action } = request;
    const { executions, events, clock } = this.options;
    const ending = new AbortController();
    try {
      const result = await this.untilEnded(this.execute(request, { run, ending }), { request, run, ending });
      Object.assign(run, { status: 'Succeeded', ...withoutUndefined(result) });
    } catch (error) {
      if (this.closing.signal.aborted) return run;
      this.recordFailure(run, error);
    } finally {
      ending.abort();
    }
    run.lastUpdateTime = clock.now();
    await executions.saveWithRetry(execution);
    const state =
      run.status === 'Succeeded' ? 'SUCCEEDED' : run.status === 'Abandoned' ? 'ABANDONED' : 'FAILED';
    events.action(execution, { action, run, state });
    return run;
  }

  private newRun({ pipeline, stage, action, execution }: ActionRequest): ActionRun {
    const now = this.options.clock.now();
    const run: ActionRun = {
      actionExecutionId: randomUUID(),
      stageName: stage.name,
      actionName: action.name,
      startTime: now,
      lastUpdateTime: now,
      status: 'InProgress',
      inputArtifacts: action.inputArtifacts.map(({ name }) => ({
        name,
        s3location: locateArtifact(execution, name),
      })),
      outputArtifacts: action.outputArtifacts.map(({ name }) => ({
        name,
        s3location: newArtifactLocation({
          bucket: pipeline.declaration.artifactStore.location,
          pipelineName: pipeline.declaration.name,
          artifactName: name,
        }),
      })),
      ...(action.actionTypeId.category === 'Approval' ? { token: randomUUID() } : {}),
    };
    execution.actions.push(run);
    return run;
  }

  private async announce({ action, execution }: ActionRequest, run: ActionRun): Promise<void> {
    await this.options.executions.saveWithRetry(execution);
    this.options.events.action(execution, { action, run, state: 'STARTED' });
  }

  private async execute(
    { pipeline, action, execution }: ActionRequest,
    { run, ending }: { run: ActionRun; ending: AbortController },
  ): Promise<ActionResult> {
    const { executions, gateway, roles } = this.options;
    run.resolvedConfiguration ??= resolveVariables(action.configuration, {
      namespaces: namespacesOf(pipeline.declaration, execution),
      actionName: action.name,
    });
    const { region } = pipeline;
    const principal = await roles.principalOf(pipeline, { action, executionId: execution.id });
    return this.runnerOf(action).run({
      action,
      configuration: run.resolvedConfiguration,
      region,
      pipelineName: pipeline.declaration.name,
      stageName: run.stageName,
      token: run.token,
      startTime: run.startTime,
      pipelineExecutionId: execution.id,
      actionExecutionId: run.actionExecutionId,
      principal,
      inputs: run.inputArtifacts ?? [],
      outputs: run.outputArtifacts ?? [],
      encryptionKeyId: pipeline.declaration.artifactStore.encryptionKey?.id,
      revisionOverride: execution.revisionOverrides[action.name],
      revisions: revisionsOf(execution),
      externalExecutionId: run.externalExecutionId,
      call: (service, operation, input) =>
        gateway.invoke({
          ...{ service, operation, region, principal, input },
          ...{ signal: ending.signal, purpose: action.name },
        }),
      async started({ id, url }) {
        run.externalExecutionId = id;
        if (url !== undefined) run.externalExecutionUrl = url;
        await executions.saveWithRetry(execution);
      },
      signal: ending.signal,
    });
  }

  private runnerOf({ actionTypeId }: ActionDeclaration): ActionRunner {
    // Deployment refuses every other type.
    return this.options.runners.get(actionTypeName(actionTypeId)) as ActionRunner;
  }

  /** The work's own end, or an earlier one: abandoned, timed out, or the runtime stops. */
  private async untilEnded(
    work: Promise<ActionResult>,
    { request, run, ending }: { request: ActionRequest; run: ActionRun; ending: AbortController },
  ): Promise<ActionResult> {
    const { action, execution } = request;
    const { timeoutInMinutes } = this.runnerOf(action);
    const ends = [
      work,
      aborted(this.closing.signal, { reason: new Error('the runtime stops'), until: ending.signal }),
      aborted(this.abandonmentOf(execution.id).signal, { reason: ABANDONED, until: ending.signal }),
      this.timeout(action.timeoutInMinutes ?? timeoutInMinutes, { run, signal: ending.signal }),
    ];
    // Whichever ends later has no one to hear of it.
    for (const end of ends) end.catch(() => undefined);
    return Promise.race(ends);
  }

  /** From the start of the attempt on: a restart of the runtime does not make it longer. */
  private async timeout(
    minutes: number,
    { run, signal }: { run: ActionRun; signal: AbortSignal },
  ): Promise<never> {
    const { clock } = this.options;
    await clock.sleep(Math.max(0, run.startTime + minutes * 60_000 - clock.now()), signal);
    throw new ActionFailure('TimeoutError', `The action did not end within ${minutes} minutes.`);
  }

  private abandonmentOf(executionId: string): AbortController {
    const controller = this.abandoning.get(executionId) ?? new AbortController();
    this.abandoning.set(executionId, controller);
    return controller;
  }

  private recordFailure(run: ActionRun, error: unknown): void {
    if (error === ABANDONED) {
      run.status = 'Abandoned';
      return;
    }
    run.status = 'Failed';
    run.errorDetails = errorDetailsOf(error);
  }
}

/** Rejects when `signal` is aborted; listens no longer than until the other one is. */
function aborted(
  signal: AbortSignal,
  { reason, until }: { reason: unknown; until: AbortSignal },
): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(reason);
    signal.addEventListener('abort', () => reject(reason), { once: true, signal: until });
  });
}

function withoutUndefined(result: ActionResult): object {
  return Object.fromEntries(Object.entries(result).filter(([, value]) => value !== undefined));
}
