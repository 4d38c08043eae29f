import { type Principal, ServiceError } from '../service';
import type { ActionDeclaration } from './declaration';
import type { ArtifactLocation, SourceRevision } from './execution';

/** An artifact that an action reads or writes. */
export interface Artifact {
  readonly name: string;
  readonly s3location: ArtifactLocation;
}

/** What an action is run with. */
export interface ActionContext {
  readonly action: ActionDeclaration;
  /** Configuration with every variable resolved. */
  readonly configuration: Readonly<Record<string, string>>;
  readonly region: string;
  readonly pipelineName: string;
  readonly stageName: string;
  readonly pipelineExecutionId: string;
  readonly actionExecutionId: string;
  /** Of an approval: what PutApprovalResult must name. */
  readonly token?: string | undefined;
  /** When the attempt was started, in milliseconds since the epoch. */
  readonly startTime: number;
  /** The action's role, or the pipeline's where the action has none. */
  readonly principal: Principal;
  readonly inputs: readonly Artifact[];
  readonly outputs: readonly Artifact[];
  /** KMS key of the artifact store. */
  readonly encryptionKeyId?: string | undefined;
  /** Revision that StartPipelineExecution asked for, for a source action. */
  readonly revisionOverride?: string | undefined;
  /** Revisions that the source actions of this execution gave, by artifact name. */
  readonly revisions: ReadonlyMap<string, SourceRevision>;
  /** External id that was recorded before the runtime stopped: attach to it in place of starting anew. */
  readonly externalExecutionId?: string | undefined;
  /** Calls a service as the action's role. */
  call(service: string, operation: string, input: unknown): Promise<any>;
  /** Records what an action has started, so that it is found again after a restart. Resolves when it is on disk. */
  started(external: { readonly id: string; readonly url?: string }): Promise<void>;
  /** Aborted when the action is abandoned, timed out, or the runtime stops. */
  readonly signal: AbortSignal;
}

/** What an action that succeeded gives. */
export interface ActionResult {
  readonly outputVariables?: Readonly<Record<string, string>>;
  readonly externalExecutionId?: string;
  readonly externalExecutionUrl?: string;
  readonly summary?: string;
  readonly revision?: SourceRevision;
}

/** Runs the actions of one type. */
export interface ActionRunner {
  /** `Source/AWS/CodeCommit/1` */
  readonly type: string;
  /** Names in the action's configuration that are emulated; others are refused. */
  readonly configuration: readonly string[];
  /** How many artifacts an action takes and gives: at least and at most. */
  readonly artifacts: {
    readonly input: readonly [number, number];
    readonly output: readonly [number, number];
  };
  /** After which an action of this type times out. */
  readonly timeoutInMinutes: number;
  /** @throws Error that starts with `where`. */
  validate?(action: ActionDeclaration, where: string): void;
  /** @throws ActionFailure, or ServiceError of a call. */
  run(context: ActionContext): Promise<ActionResult>;
}

/** An action failed. `code` is as `errorDetails` of the API shows it. */
export class ActionFailure extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'ActionFailure';
  }
}

/** Longest texts that the API gives out. */
const LONGEST_TEXT = 2048;

/** What the API shows of a failure of an action. */
export function errorDetailsOf(error: unknown): { code: string; message: string } {
  const { message } = error as Error;
  if (error instanceof ActionFailure) return { code: error.code, message: message.slice(0, LONGEST_TEXT) };
  const isDenied = error instanceof ServiceError && error.code.startsWith('AccessDenied');
  const code = isDenied
    ? 'PermissionError'
    : error instanceof ServiceError
      ? 'ConfigurationError'
      : 'JobFailed';
  const text = error instanceof ServiceError ? `${error.code}: ${message}` : message;
  return { code, message: text.slice(0, LONGEST_TEXT) };
}
