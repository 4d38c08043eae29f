/** An event of the history as it is stored: as in the service model, with `timestamp` in milliseconds. */
export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId: number;
  readonly timestamp: number;
  readonly type: string;
  /** `stateEnteredEventDetails` …: the details, under the name that belongs to the type. */
  readonly [details: string]: unknown;
}

/** Details of a payload in an event: nothing is cut off, one object says so for all. */
export const WHOLE = { truncated: false } as const;

/** Events that share the name of their details, and those that have none. */
const SHARED: readonly (readonly [RegExp, string | undefined])[] = [
  [/StateEntered$/, 'stateEnteredEventDetails'],
  [/StateExited$/, 'stateExitedEventDetails'],
  [/^MapStateStarted$/, 'mapStateStartedEventDetails'],
  [/State(Started|Succeeded|Failed|Aborted)$|^LambdaFunctionStarted$/, undefined],
];

const known = new Map<string, string | undefined>();

/** Name of the member that holds the details of an event type; undefined if the type has none. */
export function detailsMember(type: string): string | undefined {
  if (!known.has(type)) known.set(type, memberOf(type));
  return known.get(type);
}

function memberOf(type: string): string | undefined {
  for (const [pattern, member] of SHARED) if (pattern.test(type)) return member;
  return `${type[0]?.toLowerCase()}${type.slice(1)}EventDetails`;
}
