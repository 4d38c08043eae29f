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

/** The default event bus of every region. Services publish to it; rules of the assembly listen. */
export interface EventBus {
  /** Returns at once; targets are invoked in the background, as on AWS. */
  publish(event: BusEvent): void;
}
