import type { ActionRun, PipelineExecution } from './execution';
import type { ExecutionStore } from './execution-store';

type Decision = NonNullable<ActionRun['approval']>;

/** Brings decisions of people to the approval actions that wait for them. */
export class Approvals {
  private readonly waiting = new Map<string, (decision: Decision) => void>();

  constructor(private readonly executions: ExecutionStore) {}

  /** Resolves with the decision about an action: one made before a restart, or the next one. */
  async decision(
    actionExecutionId: string,
    request: {
      readonly executionId: string;
      readonly pipeline: { readonly region: string; readonly pipelineName: string };
      readonly signal: AbortSignal;
    },
  ): Promise<Decision> {
    const execution = await this.executions.get(request.pipeline, request.executionId);
    const run = execution.actions.find((candidate) => candidate.actionExecutionId === actionExecutionId);
    if (run?.approval !== undefined) return run.approval;
    return new Promise((resolve, reject) => {
      this.waiting.set(actionExecutionId, resolve);
      request.signal.addEventListener('abort', () => {
        this.waiting.delete(actionExecutionId);
        reject(request.signal.reason);
      });
    });
  }

  /** Records a decision; it is on disk before the action goes on. */
  async decide(
    execution: PipelineExecution,
    { run, decision, decidedBy }: { run: ActionRun; decision: Decision; decidedBy: string },
  ): Promise<void> {
    const { approval, updatedBy, summary } = run;
    Object.assign(run, { approval: decision, updatedBy: decidedBy, summary: decision.summary });
    try {
      await this.executions.save(execution);
    } catch (error) {
      // Whoever is told of that may decide again.
      Object.assign(run, { approval, updatedBy, summary });
      throw error;
    }
    this.waiting.get(run.actionExecutionId)?.(decision);
    this.waiting.delete(run.actionExecutionId);
  }
}
