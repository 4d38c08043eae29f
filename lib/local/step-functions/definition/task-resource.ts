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
      /** `.sync`: the state waits for the job that the action starts. */
      readonly sync: boolean;
      /** `startBuild.sync`: `resource` in the history. */
      readonly label: string;
    };

const LAMBDA = /^arn:[^:]+:lambda:[^:]+:\d{12}:function:[^:]+(:[^:]+)?$/;
const SERVICE =
  /^arn:[^:]+:states:[^:]*:[^:]*:((?:aws-sdk:)?[A-Za-z0-9-]+):([A-Za-z0-9]+)(\.[A-Za-z0-9:]+)?$/;

/** Optimized integrations that this runtime has; each with the pattern it has it for. */
const OPTIMIZED: Readonly<Record<string, readonly string[]>> = {
  lambda: ['invoke'],
  codebuild: ['startBuild', 'startBuild.sync', 'stopBuild'],
  dynamodb: ['getItem', 'putItem', 'updateItem', 'deleteItem'],
  events: ['putEvents'],
  sns: ['publish'],
  states: ['startExecution'],
};

/** @throws Error that names what is not supported. */
export function parseTaskResource(arn: string): TaskResource {
  if (LAMBDA.test(arn)) return { kind: 'lambda', arn };
  if (/^arn:[^:]+:states:[^:]*:[^:]*:activity:/.test(arn))
    throw new Error(`activities are not supported by this runtime: "${arn}"`);
  const match = SERVICE.exec(arn);
  if (match === null) throw new Error(`The resource provided ${arn} is not recognized`);
  const [, service = '', action = '', pattern] = match;
  const label = action + (pattern ?? '');
  if (pattern === '.waitForTaskToken')
    throw new Error(`the callback pattern (.waitForTaskToken) is not supported by this runtime: "${arn}"`);
  if (service.startsWith('aws-sdk:')) {
    if (pattern !== undefined) throw new Error(`The resource provided ${arn} is not recognized`);
  } else if (!OPTIMIZED[service]?.includes(label)) {
    throw new Error(
      `the integration "${arn}" is not supported by this runtime; it has ${Object.entries(OPTIMIZED)
        .map(([name, actions]) => `${name}:{${actions.join(',')}}`)
        .join(', ')}, Lambda function ARNs and aws-sdk:SERVICE:ACTION`,
    );
  }
  return { kind: 'service', arn, service, action, sync: pattern === '.sync', label };
}
