import type { FaultEffect, FaultTarget } from '../../../lib/local/http/faults';
import { GivenFaults } from '../given-faults';
import { CallObserver, type ObservedCall } from './call-observer';

/** What can be done to a call: what the runtime can inject, and what only the table's host can. */
export type TableEffect =
  | FaultEffect
  /** The process that calls dies at that moment: a job, a function, or the runtime itself. */
  | { readonly kind: 'kill' }
  /** The event is delivered once more, as another event. */
  | { readonly kind: 'duplicate' };

/** A fault in place. */
export interface ArmedFault {
  readonly id: string;
  readonly place: string;
  /** Only the calls about this version; undefined for calls that do not say so. */
  readonly version?: string;
  /** How many calls are hit; undefined for all. */
  readonly times?: number;
  readonly effect: TableEffect;
}

/** A call that was recorded. */
export interface RecordedCall {
  readonly place: string;
  readonly version?: string;
}

/** What the host does for effects that the runtime does not know. */
export interface HostEffects {
  /** Told of every call that a fault hits, before anything happens to it. */
  met(id: string): void;
  kill(call: ObservedCall): FaultEffect;
  duplicate(target: FaultTarget): void;
}

/** Effects after which the caller has no answer, and asks again if it can. */
const BREAKING: ReadonlySet<TableEffect['kind']> = new Set([
  'error',
  'reset',
  'lost-answer',
  'cut-off',
  'kill',
]);

/** Records every call of the workflow, and hits those that a cell wants to be hit. */
export class TableFaults extends GivenFaults {
  readonly calls: RecordedCall[] = [];
  private readonly observer = new CallObserver();
  private armed: { readonly fault: ArmedFault; hits: number }[] = [];

  constructor(private readonly host: HostEffects) {
    super();
  }

  arm(fault: ArmedFault): void {
    this.armed.push({ fault, hits: 0 });
  }

  disarm(id: string): void {
    this.armed = this.armed.filter(({ fault }) => fault.id !== id);
  }

  hit(target: FaultTarget): FaultEffect | undefined {
    const call = this.observer.observe(target);
    if (call === undefined) return undefined;
    const { place, version } = call;
    this.calls.push({ place, ...(version !== undefined && { version }) });
    let effect: TableEffect | undefined;
    for (const one of this.armed) {
      const { fault } = one;
      if (fault.place !== place || (fault.version !== undefined && fault.version !== version)) continue;
      if (one.hits >= (fault.times ?? Number.POSITIVE_INFINITY)) continue;
      one.hits += 1;
      this.host.met(fault.id);
      // A scenario puts its own faults in place before the cell's.
      effect = fault.effect;
    }
    if (effect === undefined) return undefined;
    if (BREAKING.has(effect.kind)) this.observer.broken(call);
    if (effect.kind === 'kill') return this.host.kill(call);
    if (effect.kind !== 'duplicate') return effect;
    this.host.duplicate(target);
    return undefined;
  }

  clear(): void {
    this.armed = [];
  }
}
