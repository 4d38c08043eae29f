import { createMatcher, type Matcher } from './matcher';
import type { ActualRun, RecordedCase } from './recorded-case';

/** The first difference between a recorded case and what an execution did; undefined if there is none. */
export function compareRun(recorded: RecordedCase, actual: ActualRun): string | undefined {
  const { expected, transposed } = recorded;
  const matcher = createMatcher(recorded.replacements ?? [], recorded.wildcards ?? []);
  return (
    matcher.difference(expected.status, actual.status, 'status') ??
    matcher.difference(expected.error ?? null, actual.error ?? null, 'error') ??
    matcher.difference(expected.cause ?? null, actual.cause ?? null, 'cause') ??
    compareOutput(recorded, actual, matcher) ??
    compareTypes(recorded, actual) ??
    (transposed || expected.events === undefined ? undefined : compareEvents(recorded, actual, matcher))
  );
}

function compareOutput({ expected }: RecordedCase, actual: ActualRun, matcher: Matcher): string | undefined {
  if (expected.status !== 'SUCCEEDED') return undefined;
  const output = actual.output === undefined ? undefined : JSON.parse(actual.output);
  return matcher.difference(expected.output, output, 'output');
}

/** Histories of concurrent branches have no one order. */
function isConcurrent(graph: any): boolean {
  return Object.values<any>(graph?.States ?? {}).some((state) => {
    if (state.Type === 'Parallel') return state.Branches.length > 1 || state.Branches.some(isConcurrent);
    if (state.Type !== 'Map') return false;
    return state.MaxConcurrency !== 1 || isConcurrent(state.ItemProcessor ?? state.Iterator);
  });
}

/** Recorders take ids out of events that have no order. */
function isScrubbed({ expected }: RecordedCase): boolean {
  return expected.eventsScrubbed === true || (expected.events ?? []).some(({ id }) => typeof id !== 'number');
}

function hasNoOrder(recorded: RecordedCase): boolean {
  return isConcurrent(recorded.definition) || isScrubbed(recorded);
}

function compareTypes(recorded: RecordedCase, actual: ActualRun): string | undefined {
  const types = recorded.expected.eventTypes;
  if (types === undefined) return undefined;
  const found = actual.events.map(({ type }) => type);
  if (isScrubbed(recorded)) return missingType(types, found);
  const isUnordered = hasNoOrder(recorded);
  const [left, right] = isUnordered ? [[...types].sort(), [...found].sort()] : [types, found];
  const at = left.findIndex((type, i) => type !== right[i]);
  if (at >= 0) return `eventTypes/${at}: expected ${left[at]}, got ${right[at] ?? 'no more events'}`;
  if (right.length > left.length)
    return `eventTypes/${left.length}: expected no more events, got ${right[left.length]}`;
  return undefined;
}

function missingType(types: readonly string[], found: readonly string[]): string | undefined {
  const count = (list: readonly string[], type: string) => list.filter((each) => each === type).length;
  const type = types.find((each) => count(found, each) < count(types, each));
  if (type === undefined) return undefined;
  return `eventTypes: expected ${type} ${count(types, type)} times, got it ${count(found, type)} times`;
}

function compareEvents(recorded: RecordedCase, actual: ActualRun, matcher: Matcher): string | undefined {
  const expected = recorded.expected.events ?? [];
  if (!hasNoOrder(recorded)) return matcher.difference(expected, actual.events, 'events');
  const left = [...actual.events];
  for (const event of expected) {
    const at = left.findIndex(
      (candidate) => matcher.difference(bare(event), bare(candidate), '') === undefined,
    );
    if (at < 0)
      return `events: expected, in any order, ${JSON.stringify(bare(event)).slice(0, 300)}; found none such`;
    left.splice(at, 1);
  }
  return compareIterations(expected, actual.events);
}

/** The event without what depends on the order. */
function bare({ id: _, previousEventId: __, ...event }: any): unknown {
  return event;
}

/** Within each iteration the order counts: it is the chain of events that begins with the start of the iteration. */
function compareIterations(expected: readonly any[], actual: readonly any[]): string | undefined {
  const [left, right] = [iterations(expected), iterations(actual)];
  for (const [name, types] of left) {
    const found = right.get(name) ?? '';
    if (types !== found) return `events of iteration ${name}: expected ${types}, got ${found}`;
  }
  return undefined;
}

function iterations(events: readonly any[]): Map<string, string> {
  const chains = new Map<number, string>();
  const texts = new Map<string, string>();
  for (const event of events) {
    const started = event.mapIterationStartedEventDetails;
    const chain = started ? `${started.name}[${started.index}]` : chains.get(event.previousEventId);
    if (
      chain === undefined ||
      typeof event.id !== 'number' ||
      /^Map(State|Iteration(Failed|Aborted))/.test(event.type)
    )
      continue;
    chains.set(event.id, chain);
    texts.set(chain, `${texts.get(chain) ?? ''} ${event.type}`);
  }
  return texts;
}
