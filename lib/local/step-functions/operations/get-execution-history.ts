import type { Operation } from '../../service';
import { checkExecutionArn, permission, type StepFunctionsContext } from '../context';
import type { HistoryEvent } from '../engine/history-event';
import { readHistory } from '../history';
import { pagePosition, pageSize, pageToken } from '../page';

/** Payloads, which `includeExecutionData: false` leaves out. */
const DATA = new Set(['input', 'output', 'parameters', 'assignedVariables', 'cause', 'error']);

/** GetExecutionHistory. */
export function getExecutionHistory({ executions }: StepFunctionsContext): Operation {
  return {
    permissions: ({ executionArn }) => permission('GetExecutionHistory', executionArn),
    async handle(input) {
      const { executionArn, reverseOrder = false, includeExecutionData = true } = input;
      checkExecutionArn(executionArn);
      await executions.get(executionArn);
      const list = `history ${executionArn} ${reverseOrder}`;
      const position = pagePosition(list, input);
      const from =
        position === undefined
          ? {}
          : reverseOrder
            ? { before: Number(position) }
            : { after: Number(position) };
      const size = pageSize(input);
      const events: HistoryEvent[] = [];
      for await (const event of readHistory(executions.tables, executionArn, {
        ...from,
        reverse: reverseOrder,
      })) {
        if (events.length === size)
          return {
            events: events.map(shown(includeExecutionData)),
            nextToken: pageToken(list, String(events.at(-1)?.id)),
          };
        events.push(event);
      }
      return { events: events.map(shown(includeExecutionData)) };
    },
  };
}

function shown(withData: boolean) {
  return (event: HistoryEvent): object => {
    const { timestamp, ...rest } = event;
    const entries = Object.entries(rest).map(([name, value]) => [
      name,
      withData || !name.endsWith('EventDetails') ? value : withoutData(value as object),
    ]);
    return { ...Object.fromEntries(entries), timestamp: new Date(timestamp) };
  };
}

function withoutData(details: object): object {
  return Object.fromEntries(Object.entries(details).filter(([name]) => !DATA.has(name)));
}
