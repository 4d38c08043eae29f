import type { FaultEffect, Faults, FaultTarget } from '../../lib/local/http/faults';

/** Faults that a test has chosen before it begins: none is added, listed or removed through the runtime's own API. */
export abstract class GivenFaults implements Faults {
  abstract hit(target: FaultTarget): FaultEffect | undefined;
  abstract clear(): void;

  add(): never {
    throw new Error('expected no other faults than those that the test has chosen');
  }

  list(): readonly [] {
    return [];
  }

  remove(): boolean {
    return false;
  }
}
