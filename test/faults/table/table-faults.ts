import type { FaultEffect, FaultTarget } from '../../../lib/local/http/faults';
import { GivenFaults } from '../given-faults';
import { isCounted, type ObservedCall, observe } from './place';

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
  /** Which of the place's calls is the first to be hit, from 1. */
  readonly nth: number;
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
  kill(call: ObservedCall): FaultEffect;
  duplicate(target: FaultTarget): void;
}

/** Versions of the table: no one begins with another. */
export const VERSION = /\b1\.\d{5}\b/;

/** Records every call of the workflow, and hits those that a cell wants to be hit. */
export class TableFaults extends GivenFaults {
  readonly calls: RecordedCall[] = [];
  private armed: { fault: ArmedFault; seen: number; hits: number }[] = [];
  /** Sessions of jobs, by the version they work on: some of their calls name none. */
  private readonly sessions = new Map<string, string>();

  constructor(private readonly host: HostEffects) {
    super();
  }

  arm(fault: ArmedFault): void {
    this.armed.push({ fault, seen: 0, hits: 0 });
  }

  /** How many calls a fault has hit. */
  hits(id: string): number {
    return this.armed.filter(({ fault }) => fault.id === id).reduce((sum, one) => sum + one.hits, 0);
  }

  /** Takes a fault away; gives how many calls it has hit. */
  disarm(id: string): number {
    const hits = this.hits(id);
    this.armed = this.armed.filter(({ fault }) => fault.id !== id);
    return hits;
  }

  hit(target: FaultTarget): FaultEffect | undefined {
    const call = observe(target);
    if (call === undefined) return undefined;
    const version = this.versionOf(call);
    this.calls.push({ place: call.place, ...(version !== undefined && { version }) });
    let effect: TableEffect | undefined;
    for (const one of this.armed) {
      const { fault } = one;
      if (fault.place !== call.place || (fault.version !== undefined && fault.version !== version)) continue;
      one.seen += 1;
      const position = isCounted(call.place) ? one.seen - fault.nth : one.seen - 1;
      if (position < 0 || position >= (fault.times ?? Number.POSITIVE_INFINITY)) continue;
      one.hits += 1;
      effect ??= fault.effect;
    }
    if (effect?.kind === 'kill') return this.host.kill(call);
    if (effect?.kind !== 'duplicate') return effect;
    this.host.duplicate(target);
    return undefined;
  }

  private versionOf({ subject, session }: ObservedCall): string | undefined {
    const version = VERSION.exec(subject)?.[0] ?? VERSION.exec(session)?.[0] ?? this.sessions.get(session);
    // A function's sessions are shared by its calls about any version.
    if (version !== undefined && session.startsWith('AWSCodeBuild-')) this.sessions.set(session, version);
    return version;
  }

  clear(): void {
    this.armed = [];
  }
}
