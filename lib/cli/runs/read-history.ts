import { type HistoryEvent, paginateGetExecutionHistory } from '@aws-sdk/client-sfn';
import type { Target } from '../target';

/** Reads the whole history of an execution. */
export async function readHistory({ clients }: Target, executionArn: string): Promise<HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  const pages = paginateGetExecutionHistory(
    { client: clients.stepFunctions, pageSize: 1000 },
    { executionArn },
  );
  for await (const page of pages) events.push(...(page.events ?? []));
  return events;
}
