import { randomUUID } from 'node:crypto';
import type { Fault, Faults, FaultTarget } from './faults';

interface Counted {
  readonly fault: Fault;
  /** Calls that matched so far. */
  seen: number;
}

/** Injected faults, kept in memory. The oldest fault that matches a call decides what happens to it. */
export function createFaults(): Faults {
  const faults = new Map<string, Counted>();
  return {
    add(fault) {
      const added: Fault = { ...fault, id: randomUUID() };
      faults.set(added.id, { fault: added, seen: 0 });
      return added;
    },
    list: () => [...faults.values()].map(({ fault }) => fault),
    remove: (id) => faults.delete(id),
    clear: () => faults.clear(),
    hit(target) {
      let effect: Fault['effect'] | undefined;
      for (const counted of faults.values()) {
        const { fault } = counted;
        if (!matches(fault, target)) continue;
        counted.seen += 1;
        const position = counted.seen - (fault.skip ?? 0);
        // Every matching fault counts the call, so that `skip` does not depend on what else is injected.
        if (position >= 1 && position <= (fault.times ?? Number.POSITIVE_INFINITY)) effect ??= fault.effect;
      }
      return effect;
    },
  };
}

function matches(fault: Fault, target: FaultTarget): boolean {
  return (
    (fault.region === undefined || fault.region === target.region) &&
    (fault.service === undefined || fault.service === target.service) &&
    (fault.operation === undefined || fault.operation === target.operation) &&
    (fault.matching === undefined || target.subject.includes(fault.matching))
  );
}
