import type { HistoryEvent } from './engine/history-event';
import { chunkKey, type ExecutionTables } from './engine/journal';

/** The events of an execution that are on disk, in order, from the one after `after` on. */
export async function* readHistory(
  tables: ExecutionTables,
  arn: string,
  range: { readonly after?: number; readonly before?: number; readonly reverse?: boolean } = {},
): AsyncIterable<HistoryEvent> {
  const { after = 0, before = Number.POSITIVE_INFINITY, reverse = false } = range;
  const prefix = `${arn}\u0000`;
  const bound = reverse ? { before: Number.isFinite(before) ? chunkKey(arn, before) : undefined } : {};
  for await (const [, chunk] of tables.events.entries({ prefix, reverse, ...bound })) {
    const last = chunk.at(-1)?.id ?? 0;
    if (last <= after) continue;
    for (const event of reverse ? chunk.toReversed() : chunk)
      if (event.id > after && event.id < before) yield event;
  }
}
