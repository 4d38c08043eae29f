import { createHash } from 'node:crypto';
import { ServiceError } from '../service';
import type { Store, Table } from '../storage/store';

/** A state machine as it was created or last updated. */
export interface StateMachineRevision {
  readonly stateMachineArn: string;
  readonly name: string;
  readonly definition: string;
  readonly roleArn: string;
  readonly region: string;
  readonly account: string;
  readonly creationDate: number;
  readonly updateDate: number;
  readonly revisionId: string;
}

/** ARN of an execution of a state machine. */
export function executionArn(stateMachineArn: string, name: string): string {
  return `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
}

/** What decides on a state machine. */
export interface StateMachineSource {
  readonly name: string;
  readonly definition: string;
  readonly roleArn: string;
  readonly region: string;
  readonly account: string;
}

/**
 * The state machines. Those of the assembly are deployed again at every start and live in memory; those that were
 * created by API calls are kept in the store.
 */
export class StateMachines {
  private readonly machines = new Map<string, StateMachineRevision>();
  private readonly table: Table<StateMachineRevision>;

  constructor(
    store: Store,
    private readonly now: () => number,
  ) {
    this.table = store.table('stepfunctions-machines');
  }

  /** Reads the stored state machines. */
  async load(): Promise<void> {
    for await (const [arn, machine] of this.table.entries())
      if (!this.machines.has(arn)) this.machines.set(arn, machine);
  }

  /** Creates or replaces a state machine of the assembly. */
  deploy(source: StateMachineSource): StateMachineRevision {
    const machine = this.revise(source);
    this.machines.set(machine.stateMachineArn, machine);
    return machine;
  }

  /** Creates or replaces a state machine on behalf of an API call. */
  async save(source: StateMachineSource): Promise<StateMachineRevision> {
    const machine = this.deploy(source);
    await this.table.put(machine.stateMachineArn, machine);
    return machine;
  }

  /** @throws ServiceError InvalidArn */
  async remove(arn: string): Promise<void> {
    checkArn(arn);
    this.machines.delete(arn);
    await this.table.delete(arn);
  }

  find(arn: string): StateMachineRevision | undefined {
    return this.machines.get(arn);
  }

  /** @throws ServiceError InvalidArn, StateMachineDoesNotExist */
  get(arn: string): StateMachineRevision {
    checkArn(arn);
    const machine = this.machines.get(arn);
    if (machine === undefined)
      throw new ServiceError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
    return machine;
  }

  /** Those of a region, by name. */
  list(region: string): StateMachineRevision[] {
    return [...this.machines.values()]
      .filter((machine) => machine.region === region)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  arnOf({ region, account, name }: Pick<StateMachineSource, 'region' | 'account' | 'name'>): string {
    return `arn:aws:states:${region}:${account}:stateMachine:${name}`;
  }

  private revise(source: StateMachineSource): StateMachineRevision {
    const stateMachineArn = this.arnOf(source);
    const known = this.machines.get(stateMachineArn);
    const now = this.now();
    const content = JSON.stringify([stateMachineArn, source.roleArn, source.definition]);
    const hex = createHash('sha256').update(content).digest('hex');
    const revisionId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
    const { name, definition, roleArn, region, account } = source;
    return {
      stateMachineArn,
      name,
      definition,
      roleArn,
      region,
      account,
      creationDate: known?.creationDate ?? now,
      updateDate: now,
      revisionId,
    };
  }
}

function checkArn(arn: string): void {
  if (!/^arn:[^:]+:states:[^:]+:[^:]+:stateMachine:[^:]+$/.test(arn))
    throw new ServiceError('InvalidArn', `Invalid Arn: 'Invalid ARN prefix: ${arn}'`);
}
