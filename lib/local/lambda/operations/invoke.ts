import { type Operation, ServiceError } from '../../service';
import { LATEST, type LambdaFunctions, parseFunctionName } from '../lambda-function';
import { type InvocationContext, runInvocation } from '../run-invocation';

/** Largest payload of a synchronous invocation (Lambda quotas: 6 MB). */
const LARGEST_PAYLOAD = 6_291_456;

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
      const { result, logTail } = await runInvocation(context, definition, {
        requestId: call.requestId,
        payload: payloadOf(input.Payload),
      });
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

function payloadOf(payload: Uint8Array | string | undefined): string {
  if (payload === undefined || payload.length === 0) return '{}';
  const text = typeof payload === 'string' ? payload : Buffer.from(payload).toString('utf8');
  if (Buffer.byteLength(text) > LARGEST_PAYLOAD)
    throw new ServiceError(
      'RequestTooLargeException',
      `Request must be smaller than ${LARGEST_PAYLOAD} bytes for the InvokeFunction operation`,
      { Type: 'User' },
    );
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
