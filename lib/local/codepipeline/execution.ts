/** Where an artifact is. */
export interface ArtifactLocation {
  readonly bucket: string;
  readonly key: string;
}

/** The revision a source action found. */
export interface SourceRevision {
  readonly revisionId: string;
  readonly revisionSummary?: string;
  readonly revisionUrl?: string;
  /** Milliseconds since the epoch. */
  readonly created: number;
}

export type ActionStatus = 'InProgress' | 'Succeeded' | 'Failed' | 'Abandoned';
export type StageStatus = 'InProgress' | 'Succeeded' | 'Failed' | 'Stopped' | 'Stopping' | 'Cancelled';
export type PipelineStatus = 'InProgress' | 'Succeeded' | 'Failed' | 'Stopped' | 'Stopping' | 'Cancelled';

/** One attempt at an action. Times are in milliseconds since the epoch. */
export interface ActionRun {
  readonly actionExecutionId: string;
  readonly stageName: string;
  readonly actionName: string;
  readonly startTime: number;
  lastUpdateTime: number;
  status: ActionStatus;
  /** A stage retry has replaced this attempt. */
  isReplaced?: boolean;
  resolvedConfiguration?: Readonly<Record<string, string>>;
  inputArtifacts?: readonly { name: string; s3location: ArtifactLocation }[];
  outputArtifacts?: readonly { name: string; s3location: ArtifactLocation }[];
  outputVariables?: Readonly<Record<string, string>>;
  revision?: SourceRevision;
  externalExecutionId?: string;
  externalExecutionUrl?: string;
  summary?: string;
  errorDetails?: { readonly code: string; readonly message: string };
  /** Of a manual approval. */
  token?: string;
  approval?: { readonly status: 'Approved' | 'Rejected'; readonly summary: string };
  /** ARN of who decided about an approval. */
  updatedBy?: string;
}

/** A pipeline execution, as it is kept on disk. Times are in milliseconds since the epoch. */
export interface PipelineExecution {
  readonly id: string;
  /** Order in which executions of a pipeline were started, from 1. */
  readonly sequence: number;
  readonly pipelineName: string;
  readonly region: string;
  readonly pipelineVersion: number;
  readonly startTime: number;
  readonly trigger: { readonly triggerType: string; readonly triggerDetail: string };
  readonly variables: Readonly<Record<string, string>>;
  /** Revisions asked for at the start, by action name. */
  readonly revisionOverrides: Readonly<Record<string, string>>;
  readonly clientRequestToken?: string;
  lastUpdateTime: number;
  status: PipelineStatus;
  statusSummary?: string;
  /** Stage that the execution is in, or waits to enter. */
  stageIndex: number;
  isInStage: boolean;
  /** Status by name of each stage that was entered. */
  stages: Record<string, StageStatus>;
  /** Every attempt at every action, in order of their start. */
  actions: ActionRun[];
  stopRequest?: { readonly reason?: string; readonly abandon: boolean };
  /** 1 at first, one more for each stage retry. */
  attempt: number;
}

/** The attempt that counts for an action of an execution: the last one that no retry has replaced. */
export function currentRun(
  execution: PipelineExecution,
  { stageName, actionName }: { stageName: string; actionName: string },
): ActionRun | undefined {
  return execution.actions.findLast(
    (run) => run.stageName === stageName && run.actionName === actionName && !run.isReplaced,
  );
}

/** Whether an execution can still change by itself. */
export function isActive(execution: PipelineExecution): boolean {
  return execution.status === 'InProgress' || execution.status === 'Stopping';
}

/** Place of an artifact that an earlier action has given. */
export function locateArtifact(execution: PipelineExecution, artifact: string): ArtifactLocation {
  for (const run of execution.actions.toReversed()) {
    const found =
      run.status === 'Succeeded' ? run.outputArtifacts?.find(({ name }) => name === artifact) : undefined;
    if (found !== undefined) return found.s3location;
  }
  throw new Error(`no action of execution ${execution.id} gave the artifact ${artifact}`);
}

/** Revisions that the source actions of an execution gave, by artifact name. */
export function revisionsOf(execution: PipelineExecution): ReadonlyMap<string, SourceRevision> {
  return new Map(
    execution.actions.flatMap(({ revision, outputArtifacts = [] }) =>
      revision === undefined ? [] : outputArtifacts.map(({ name }) => [name, revision] as const),
    ),
  );
}
