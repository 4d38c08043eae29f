import type { TaskResource } from './task-resource';

/** Optimized integrations that this runtime has; each with the patterns it has them for. */
const OPTIMIZED: Readonly<Record<string, readonly string[]>> = {
  lambda: ['invoke'],
  codebuild: ['startBuild', 'startBuild.sync', 'stopBuild'],
  dynamodb: ['getItem', 'putItem', 'updateItem', 'deleteItem'],
  events: ['putEvents'],
  sns: ['publish'],
  states: ['startExecution'],
};

/** Says what of a task's resource this runtime lacks though Step Functions has it; undefined if it lacks nothing. */
export function unsupportedResource(resource: TaskResource): string | undefined {
  if (resource.kind === 'lambda') return undefined;
  const { arn, service, label } = resource;
  if (service === 'activity') return `the activity "${arn}" is not supported by this local runtime`;
  if (label.endsWith('.waitForTaskToken'))
    return `the callback pattern (.waitForTaskToken) of "${arn}" is not supported by this local runtime`;
  const isKnown = service.startsWith('aws-sdk:') ? !resource.sync : OPTIMIZED[service]?.includes(label);
  return isKnown
    ? undefined
    : `the integration "${arn}" is not supported by this local runtime; it has ${available()}`;
}

function available(): string {
  const optimized = Object.entries(OPTIMIZED).map(([name, actions]) => `${name}:{${actions.join(',')}}`);
  return [...optimized, 'Lambda function ARNs and aws-sdk:SERVICE:ACTION'].join(', ');
}
