import type { FlowAccount } from './flow-account';

/** Something that a deployment must be able to do, or, for a probe, must refuse. */
export interface Flow {
  readonly name: string;
  readonly probe: boolean;
  /** @throws Error when it does not end as it must */
  run(account: FlowAccount): Promise<void>;
}

/** A flow that must end well. */
export function flow(name: string, run: Flow['run']): Flow {
  return { name, probe: false, run };
}
