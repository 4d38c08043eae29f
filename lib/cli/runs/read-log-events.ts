import { stripVTControlCharacters } from 'node:util';
import { type CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';

/** A place in a log stream. */
export interface LogPlace {
  readonly groupName: string;
  readonly streamName: string;
  /** Where an earlier reading ended; the beginning, when left out. */
  readonly token?: string;
}

/**
 * The messages of a log stream from a place on, and where they end: the end has been reached when the service gives
 * back the token that it was given. Tools colour what they print into a log, too, and fill lines up to their width:
 * neither belongs into a pipe or a page.
 */
export async function readLogEvents(
  client: CloudWatchLogsClient,
  { groupName, streamName, token: from }: LogPlace,
): Promise<{ messages: string[]; token?: string }> {
  const messages: string[] = [];
  let token = from;
  for (;;) {
    const page = await readPage(client, { groupName, streamName, token });
    for (const { message = '' } of page?.events ?? [])
      messages.push(stripVTControlCharacters(message).trimEnd());
    if (page?.nextForwardToken === undefined || page.nextForwardToken === token) return { messages, token };
    token = page.nextForwardToken;
  }
}

/** A job that was stopped before it printed anything has no log stream. */
async function readPage(client: CloudWatchLogsClient, { groupName, streamName, token }: LogPlace) {
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
