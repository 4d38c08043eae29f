/** An event of the history as it is stored: as in the service model, with `timestamp` in milliseconds. */
export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId: number;
  readonly timestamp: number;
  readonly type: string;
  /** `stateEnteredEventDetails` …: the details, under the name that belongs to the type. */
  readonly [details: string]: unknown;
}

/** Events that share the name of their details, and those that have none. */
const SHARED: readonly (readonly [RegExp, string | undefined])[] = [
  [/StateEntered$/, 'stateEnteredEventDetails'],
  [/StateExited$/, 'stateExitedEventDetails'],
  [/^MapStateStarted$/, 'mapStateStartedEventDetails'],
  [/State(Started|Succeeded|Failed|Aborted)$|^LambdaFunctionStarted$/, undefined],
];

/** Name of the member that holds the details of an event type; undefined if the type has none. */
export function detailsMember(type: string): string | undefined {
  for (const [pattern, member] of SHARED) if (pattern.test(type)) return member;
  return `${type[0]?.toLowerCase()}${type.slice(1)}EventDetails`;
}
