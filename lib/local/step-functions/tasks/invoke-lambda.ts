import { StateFailure } from '../engine/failure';
import type { TaskTools } from './gateway-tasks';
import { integratedService } from './integrated-service';
import { lambdaAnswer } from './lambda-answer';
import { serviceFailure } from './service-failure';

/** Invokes a function: by its ARN as resource (the result is what it returns), or by `lambda:invoke`. */
export async function invokeLambda(tools: TaskTools): Promise<unknown> {
  const { resource, arguments: args } = tools.request;
  const isDirect = resource.kind === 'lambda';
  const { Payload: given, ...parameters } = isDirect ? { FunctionName: resource.arn, Payload: args } : args;
  const payload = given === undefined ? undefined : JSON.stringify(given);
  const answer = await invoke(tools, { ...parameters, ...(payload !== undefined && { Payload: payload }) });
  const text = answer.Payload === undefined ? '' : Buffer.from(answer.Payload).toString('utf8');
  if (answer.FunctionError !== undefined) throw functionFailure(text);
  if (isDirect) return text === '' ? null : JSON.parse(text);
  const { ExecutedVersion: executedVersion, StatusCode: statusCode } = answer;
  return lambdaAnswer(text, { now: tools.clock.now(), executedVersion, statusCode });
}

async function invoke(tools: TaskTools, input: object): Promise<any> {
  try {
    return await tools.call('lambda', 'Invoke', input);
  } catch (error) {
    const service = integratedService('lambda');
    if (service === undefined) throw error;
    throw serviceFailure(error, service, tools.models.get('lambda'));
  }
}

/** The error that the function threw is the error of the state, its whole payload the cause. */
function functionFailure(payload: string): StateFailure {
  let type: unknown;
  try {
    type = JSON.parse(payload).errorType;
  } catch {
    type = undefined;
  }
  if (typeof type === 'string' && type !== '') return new StateFailure(type, payload);
  return new StateFailure(
    'Lambda.Unknown',
    `The cause could not be determined because Lambda did not return an error type. Returned payload: ${payload}`,
  );
}
