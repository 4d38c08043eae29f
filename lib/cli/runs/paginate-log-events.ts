import { type CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';

/** Every message of a log stream. The end has been reached when the service gives back the token it was given. */
export async function* paginateGetLogEvents(
  client: CloudWatchLogsClient,
  { groupName, streamName }: { groupName: string; streamName: string },
): AsyncIterable<string> {
  let token: string | undefined;
  for (;;) {
    const page = await readPage(client, { groupName, streamName, token });
    if (page === undefined) return;
    for (const event of page.events ?? []) yield (event.message ?? '').replace(/\n$/, '');
    if (page.nextForwardToken === undefined || page.nextForwardToken === token) return;
    token = page.nextForwardToken;
  }
}

/** A job that was stopped before it printed anything has no log stream. */
async function readPage(
  client: CloudWatchLogsClient,
  { groupName, streamName, token }: { groupName: string; streamName: string; token?: string },
) {
  try {
    return await client.send(
      new GetLogEventsCommand({
        logGroupName: groupName,
        logStreamName: streamName,
        startFromHead: true,
        nextToken: token,
      }),
    );
  } catch (error) {
    if ((error as Error).name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}
