import type { BusEvent, EventBus } from './event-bus';

/** The event bus for services that must know when an event can no longer be lost. */
export interface DurableEventBus extends EventBus {
  /** Resolves when every delivery that the event causes is on disk; targets are invoked in the background. */
  publish(event: BusEvent): Promise<void>;
}
