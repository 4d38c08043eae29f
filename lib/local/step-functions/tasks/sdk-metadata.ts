import { randomUUID } from 'node:crypto';

/**
 * What optimized integrations add to an answer: the metadata of version 1 of the AWS SDK for Java. The headers are
 * those of recorded answers; what the runtime does not send is made up here.
 */
export function sdkMetadata(
  output: unknown,
  now: number,
  special: Readonly<Record<string, string>> = {},
): object {
  const requestId = randomUUID();
  const headers: Record<string, string> = {
    Connection: 'keep-alive',
    'Content-Length': String(Buffer.byteLength(JSON.stringify(output) ?? '')),
    'Content-Type': 'application/x-amz-json-1.0',
    Date: new Date(now).toUTCString(),
    'x-amzn-RequestId': requestId,
    ...special,
  };
  return {
    SdkHttpMetadata: {
      AllHttpHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
      HttpHeaders: headers,
      HttpStatusCode: 200,
    },
    SdkResponseMetadata: { RequestId: requestId },
  };
}
