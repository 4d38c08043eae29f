import type { Listing } from '../../paging';
import type { Operation } from '../../service';
import { checkExecutionArn, permission, type StepFunctionsContext } from '../context';
import type { HistoryEvent } from '../engine/history-event';
import { readHistory } from '../history';
import { pageOf } from '../page';

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
      const list: Listing<HistoryEvent> = {
        name: `history ${executionArn} ${reverseOrder}`,
        items(after) {
          const from = after === undefined ? {} : { [reverseOrder ? 'before' : 'after']: Number(after) };
          return readHistory(executions.tables, executionArn, { ...from, reverse: reverseOrder });
        },
        keyOf: ({ id }) => String(id),
      };
      const { items, nextToken } = await pageOf(list, input);
      return { events: items.map(shown(includeExecutionData)), nextToken };
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
