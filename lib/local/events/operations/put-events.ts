import { randomUUID } from 'node:crypto';
import { type Call, type Operation, ServiceError } from '../../service';
import { busArn, type EventsContext, isDefaultBus } from './events-context';

/** 256 KiB for all entries of a request, counted as the user guide describes. */
const LARGEST_REQUEST = 256 * 1024;

/**
 * `events:PutEvents`. A bad entry fails alone: the answer is 200 and names it, in `FailedEntryCount` and its result.
 * An event for a bus that does not exist gets an id as well, and is lost.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 * https://github.com/aws/aws-cli/issues/9186
 */
export function putEvents({ bus }: EventsContext): Operation {
  const put = (entry: any, call: Call) =>
    isDefaultBus(entry.EventBusName, call) ? bus.put(eventOf(entry, call)) : randomUUID();
  return {
    permissions: (input, call) =>
      input.Entries.map((entry: any) => ({
        action: 'events:PutEvents',
        resource: busArn(entry.EventBusName, call),
        context: {
          ...(entry.Source === undefined ? {} : { 'events:source': entry.Source }),
          ...(entry.DetailType === undefined ? {} : { 'events:detail-type': entry.DetailType }),
        },
      })),
    async handle(input, call) {
      if (input.EndpointId !== undefined)
        throw new ServiceError('ValidationException', 'EndpointId: global endpoints are not emulated', {
          status: 400,
        });
      const size = input.Entries.reduce((sum: number, entry: any) => sum + sizeOf(entry), 0);
      if (size > LARGEST_REQUEST)
        throw new ServiceError(
          'ValidationException',
          'Total size of the entries in the request is over the limit.',
          { status: 400 },
        );
      const results = [];
      for (const entry of input.Entries)
        results.push(problemOf(entry) ?? { EventId: await put(entry, call) });
      return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results };
    },
  };
}

function eventOf(entry: any, call: Call) {
  return {
    source: entry.Source,
    'detail-type': entry.DetailType,
    region: call.region,
    account: call.account,
    resources: entry.Resources ?? [],
    detail: JSON.parse(entry.Detail),
    ...(entry.Time === undefined
      ? {}
      : { time: new Date(entry.Time).toISOString().replace(/\.\d{3}Z$/, 'Z') }),
  };
}

function problemOf(entry: any) {
  for (const name of ['Source', 'DetailType', 'Detail'])
    if (!entry[name])
      return failure(
        'InvalidArgument',
        `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
      );
  if (entry.Source.startsWith('aws.'))
    return failure('NotAuthorizedForSourceException', 'Not authorized for the source.');
  try {
    const detail = JSON.parse(entry.Detail);
    if (typeof detail === 'object' && detail !== null && !Array.isArray(detail)) return undefined;
  } catch {
    // The answer is the same as for JSON that is no object.
  }
  return failure('MalformedDetail', 'Detail is malformed.');
}

function failure(ErrorCode: string, ErrorMessage: string) {
  return { ErrorCode, ErrorMessage };
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html, "Calculating event entry sizes" */
function sizeOf(entry: any): number {
  const texts = [entry.Source, entry.DetailType, entry.Detail, ...(entry.Resources ?? [])];
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text ?? '', 'utf8'), 0);
  return bytes + (entry.Time === undefined ? 0 : 14);
}
