import type { Clock } from '../../clock';
import { type Operation, ServiceError } from '../../service';
import type { LogGroups } from '../log-groups';
import { streamPermission } from '../log-names';
import type { LogStreams } from '../log-streams';
import type { LogWriter } from '../log-writer';
import { requireStream } from '../require';

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;

interface InputEvent {
  readonly timestamp: number;
  readonly message: string;
}

/** Adds events to a stream. Limits: service model of PutLogEvents. */
export function putLogEvents(deps: {
  readonly groups: LogGroups;
  readonly streams: LogStreams;
  readonly writer: LogWriter;
  readonly clock: Clock;
}): Operation {
  return {
    permissions: (input, call) => [
      streamPermission('PutLogEvents', call, { group: input.logGroupName, stream: input.logStreamName }),
    ],
    async handle(input, call) {
      const location = { region: call.region, group: input.logGroupName, stream: input.logStreamName };
      await requireStream(deps.groups, deps.streams, location);
      const events = input.logEvents as readonly InputEvent[];
      checkBatch(events);
      const now = deps.clock.now();
      // "None of the log events in the batch can be more than 2 hours in the future … or older than 14 days."
      const tooNew = events.findIndex(({ timestamp }) => timestamp > now + 2 * HOUR);
      const firstKept = events.findIndex(({ timestamp }) => timestamp >= now - 14 * DAY);
      const tooOldEnd = firstKept === -1 ? events.length : firstKept;
      const accepted = events.slice(tooOldEnd, tooNew === -1 ? undefined : tooNew);
      await deps.writer.write(
        location,
        accepted.map(({ timestamp, message }) => ({ time: timestamp, message })),
      );
      const rejected = {
        ...(tooNew === -1 ? {} : { tooNewLogEventStartIndex: tooNew }),
        ...(tooOldEnd === 0 ? {} : { tooOldLogEventEndIndex: tooOldEnd }),
      };
      return {
        nextSequenceToken: now.toString().padStart(56, '0'),
        ...(Object.keys(rejected).length === 0 ? {} : { rejectedLogEventsInfo: rejected }),
      };
    },
  };
}

function checkBatch(events: readonly InputEvent[]): void {
  const bytes = events.reduce((sum, event) => sum + Buffer.byteLength(event.message) + 26, 0);
  if (bytes > 1_048_576)
    throw new ServiceError(
      'InvalidParameterException',
      `Upload too large: ${bytes} bytes exceeds limit of 1048576`,
    );
  if (events.some((event, index) => index > 0 && event.timestamp < (events[index - 1]?.timestamp ?? 0)))
    throw new ServiceError(
      'InvalidParameterException',
      'Log events in a single PutLogEvents request must be in chronological order.',
    );
  const times = events.map(({ timestamp }) => timestamp);
  if ((times.at(-1) ?? 0) - (times[0] ?? 0) > DAY)
    throw new ServiceError(
      'InvalidParameterException',
      'The batch of log events in a single PutLogEvents request cannot span more than 24 hours.',
    );
}
