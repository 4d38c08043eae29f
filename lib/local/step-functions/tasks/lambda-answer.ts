import { randomBytes } from 'node:crypto';
import { sdkMetadata } from './sdk-metadata';

/** What `lambda:invoke` gives for the text that a function returned; members and headers are those of recorded answers. */
export function lambdaAnswer(
  text: string,
  answer: { readonly now: number; readonly executedVersion?: string; readonly statusCode: number },
): object {
  const { now, executedVersion, statusCode } = answer;
  return {
    ...(executedVersion !== undefined && { ExecutedVersion: executedVersion }),
    Payload: text === '' ? null : JSON.parse(text),
    ...sdkMetadata(undefined, now, {
      'Content-Length': String(Buffer.byteLength(text)),
      'Content-Type': 'application/json',
      'X-Amz-Executed-Version': executedVersion ?? '$LATEST',
      'X-Amzn-Trace-Id': traceId(now),
      'x-amzn-Remapped-Content-Length': '0',
    }),
    StatusCode: statusCode,
  };
}

/** X-Ray developer guide, "Tracing header". Nothing is traced here. */
function traceId(now: number): string {
  const seconds = Math.floor(now / 1000).toString(16);
  return `Root=1-${seconds}-${randomBytes(12).toString('hex')};Parent=${randomBytes(8).toString('hex')};Sampled=0`;
}
