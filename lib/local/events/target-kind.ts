import { ServiceError } from '../service';

/** How a kind of target is invoked. */
export interface TargetKind {
  readonly service: string;
  readonly operation: string;
  /** False where the target's own policy lets EventBridge in. */
  readonly needsRole: boolean;
  /**
   * Input of the operation. `id` is the same each time a delivery is repeated, and is used so that the repetition has
   * no second effect.
   */
  input(request: { readonly arn: string; readonly json: string; readonly id: string }): unknown;
}

const KINDS: readonly (readonly [RegExp, TargetKind])[] = [
  [
    /^arn:aws:codepipeline:[^:]+:\d{12}:[^:/]+$/,
    {
      service: 'codepipeline',
      operation: 'StartPipelineExecution',
      needsRole: true,
      input: ({ arn, json, id }) => ({
        name: arn.split(':')[5],
        clientRequestToken: id,
        ...pipelineOverrides(json),
      }),
    },
  ],
  [
    /^arn:aws:states:[^:]+:\d{12}:stateMachine:[^:]+$/,
    {
      service: 'stepfunctions',
      operation: 'StartExecution',
      needsRole: true,
      input: ({ arn, json, id }) => ({ stateMachineArn: arn, name: id, input: json }),
    },
  ],
  [
    /^arn:aws:sns:[^:]+:\d{12}:[^:]+$/,
    {
      service: 'sns',
      operation: 'Publish',
      needsRole: false,
      input: ({ arn, json }) => ({ TopicArn: arn, Message: json }),
    },
  ],
];

/** @throws Error when there is no way to invoke such a target on this machine. */
export function targetKind(arn: string): TargetKind {
  const kind = KINDS.find(([pattern]) => pattern.test(arn));
  if (kind === undefined)
    throw new Error(
      `target ${arn} is not emulated; supported: CodePipeline pipelines, Step Functions state machines and SNS topics`,
    );
  return kind[1];
}

/**
 * A pipeline takes source revisions and variables of its input when a transformer made one, and ignores an event as it
 * is. https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-trigger-source-overrides.html
 */
function pipelineOverrides(json: string): object {
  const input = parse(json) as { sourceRevisions?: unknown; variables?: unknown } | null;
  const overrides: Record<string, unknown> = {};
  for (const name of ['sourceRevisions', 'variables'] as const) {
    const value = input?.[name];
    if (value !== undefined && value !== null) overrides[name] = Array.isArray(value) ? value : [value];
  }
  return overrides;
}

/** @throws ServiceError: a transformer's template made no JSON, and would not the next time. */
function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new ServiceError(
      'ValidationException',
      `the target's input is not JSON: ${(error as Error).message}`,
      {},
      { cause: error },
    );
  }
}
