/** What a Task's `Resource` names. */
export type TaskResource =
  | { readonly kind: 'lambda'; readonly arn: string }
  | {
      readonly kind: 'service';
      readonly arn: string;
      /** `lambda`, `codebuild`, `aws-sdk:s3`: `resourceType` in the history. */
      readonly service: string;
      /** `startBuild`: the API action in camelCase. */
      readonly action: string;
      /** `.sync`, `.sync:2` or `.waitForTaskToken`: the state waits for what the action starts. */
      readonly sync: boolean;
      /** `startBuild.sync`: `resource` in the history. */
      readonly label: string;
    };

const LAMBDA = /^arn:[^:]+:lambda:[^:]+:\d{12}:function:[^:]+(:[^:]+)?$/;
const SERVICE =
  /^arn:[^:]+:states:[^:]*:[^:]*:((?:aws-sdk:)?[A-Za-z0-9-]+):([A-Za-z0-9_-]+)(\.sync(?::2)?|\.waitForTaskToken)?$/;

/** @throws Error if Step Functions has no such resource. Whether this runtime has it is for validation to say. */
export function parseTaskResource(arn: string): TaskResource {
  if (LAMBDA.test(arn)) return { kind: 'lambda', arn };
  const [, service, action, pattern = ''] = SERVICE.exec(arn) ?? [];
  if (service === undefined || action === undefined) throw new Error(notRecognized(arn));
  return { kind: 'service', arn, service, action, sync: pattern !== '', label: action + pattern };
}

/** Recorded for an action that Step Functions does not have. */
export function notRecognized(arn: string): string {
  return `The resource provided ${arn} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`;
}
