/** An event as EventBridge rules see it. */
export interface BusEvent {
  readonly source: string;
  readonly 'detail-type': string;
  readonly region: string;
  readonly account: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
  /** ISO 8601; the bus fills it in. */
  readonly time?: string;
}

/** Where a service hears of the events of others: on AWS, managed rules that the service puts for itself. */
export interface EventSource {
  /** Calls the listener for each event from now on, before its deliveries are on disk; gives what ends that. */
  listen(listener: (event: BusEvent) => void): () => void;
}

/** The default event bus of every region. Services publish to it; rules of the assembly listen. */
export interface EventBus {
  /** Returns at once; targets are invoked in the background, as on AWS. */
  publish(event: BusEvent): void;
}
