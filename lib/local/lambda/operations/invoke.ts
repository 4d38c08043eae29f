import { type Operation, ServiceError } from '../../service';
import { LATEST, type LambdaFunctions, parseFunctionName } from '../lambda-function';
import { type InvocationContext, runInvocation } from '../run-invocation';

/** Invoke: runs a function and waits for its answer. An answer of a failed function is a success with FunctionError. */
export function invoke(functions: LambdaFunctions, context: InvocationContext): Operation {
  return {
    permissions(input, call) {
      const { arn, qualifier } = parseFunctionName(input, call);
      return [
        { action: 'lambda:InvokeFunction', resource: qualifier === undefined ? arn : `${arn}:${qualifier}` },
      ];
    },
    async handle(input, call) {
      const { arn, qualifier } = parseFunctionName(input, call);
      const definition = functions.get(arn, qualifier);
      const type = input.InvocationType ?? 'RequestResponse';
      if (type === 'DryRun') return { StatusCode: 204 };
      if (type !== 'RequestResponse')
        throw new ServiceError(
          'InvalidParameterValueException',
          `not implemented by the local Lambda: InvocationType ${type}; supported: RequestResponse, DryRun`,
        );
      const request = { requestId: call.requestId, payload: payloadOf(input.Payload) };
      const { result, logTail } = await context.track(runInvocation(context, definition, request));
      const failed = 'failure' in result;
      return {
        StatusCode: 200,
        ExecutedVersion: LATEST,
        ...(failed && { FunctionError: 'Unhandled' }),
        ...(input.LogType === 'Tail' && { LogResult: logTail }),
        Payload: Buffer.from(failed ? JSON.stringify(result.failure) : result.payload, 'utf8'),
      };
    },
  };
}

/** A payload of more than 6 MiB, Lambda's quota, has been refused by the endpoint. */
function payloadOf(payload: Uint8Array | string | undefined): string {
  if (payload === undefined || payload.length === 0) return '{}';
  const text = typeof payload === 'string' ? payload : Buffer.from(payload).toString('utf8');
  try {
    JSON.parse(text);
  } catch (error) {
    throw new ServiceError(
      'InvalidRequestContentException',
      `Could not parse request body into json: ${(error as Error).message}`,
      { Type: 'User' },
      { cause: error },
    );
  }
  return text;
}
