import type { StateGraph } from '../definition/states';
import type { Scope } from '../jsonata/expression';
import { BranchCancelled } from './failure';
import { Payload } from './payload';
import type { BranchRecord, StateProgress } from './records';
import type { Run } from './run';

/** `$states.context.Map.Item` */
export interface MapItem {
  readonly index: number;
  readonly value: Payload;
}

/** Where a branch stands in its run, and what it goes on from. */
export interface BranchOptions {
  /** Key among all branches of its execution. */
  readonly path: string;
  readonly parent?: Branch;
  /** Position among the branches, or of the item of a Map iteration. */
  readonly index: number;
  readonly start: BranchRecord | { readonly input: Payload; readonly previous: number };
  /** In an iteration of a Map state. */
  readonly item?: MapItem;
}

const RETRIED = new Set(['Task', 'Map', 'Parallel']);

/** One line of states: the state machine itself, a branch of a Parallel state or an iteration of a Map state. */
export class Branch {
  readonly path: string;
  readonly parent: Branch | undefined;
  readonly index: number;
  readonly item: MapItem | undefined;
  state: string;
  input: Payload;
  previous: number;
  progress: StateProgress | undefined;
  done: BranchRecord['done'];
  /** Branches that its current state started and that have not ended. */
  readonly children = new Set<Branch>();
  /** The item for which a Map state evaluates its ItemSelector. */
  selecting: MapItem | undefined;
  private readonly variables = new Map<string, Payload>();
  /** Bytes of its own variables, which go when it does. */
  private variableBytes = 0;
  private controller: AbortController | undefined;
  private cancelled: BranchCancelled | undefined;

  constructor(
    readonly run: Run,
    readonly graph: StateGraph,
    { path, parent, index, start, item }: BranchOptions,
  ) {
    this.path = path;
    this.parent = parent;
    this.index = index;
    this.item = item;
    if ('state' in start) {
      this.state = start.state;
      this.input = Payload.ofText(start.input);
      this.progress = start.activity;
      this.done = start.done;
      this.assign(
        new Map(Object.entries(start.variables).map(([name, text]) => [name, Payload.ofText(text)])),
      );
    } else {
      this.state = graph.startAt;
      this.input = start.input;
    }
    this.previous = start.previous;
    parent?.children.add(this);
  }

  /** Aborted when the branch is cancelled. Made when somebody asks for it: most branches only pass through states. */
  get signal(): AbortSignal {
    this.controller ??= new AbortController();
    if (this.cancelled !== undefined) this.controller.abort(this.cancelled);
    return this.controller.signal;
  }

  /** How far the state is that it is in. Only for a state that was entered. */
  get current(): StateProgress {
    if (this.progress === undefined)
      throw new Error(`branch "${this.path}": state "${this.state}" was not entered`);
    return this.progress;
  }

  /** Appends an event after the branch's last one; `step` says whether later events follow this one. */
  emit(type: string, details?: object, options: { previous?: number; step?: boolean } = {}): number {
    this.throwIfCancelled();
    const id = this.run.emit(type, options.previous ?? this.previous, details);
    if (options.step !== false) this.previous = id;
    this.changed();
    return id;
  }

  /** The fields of the state are evaluated: what happens from now on follows its entry. */
  commit(): void {
    this.throwIfCancelled();
    if (this.current.committed) return;
    this.current.committed = true;
    this.previous = this.current.enteredId;
    this.changed();
  }

  changed(): void {
    this.run.journal.touch(this);
  }

  /** Sets variables of its own scope; branches below see them, branches above do not. */
  assign(values: ReadonlyMap<string, Payload>): void {
    for (const [name, value] of values) {
      const change = value.size - (this.variables.get(name)?.size ?? 0);
      this.variables.set(name, value);
      this.variableBytes += change;
      this.run.variableBytes += change;
    }
  }

  /** Lets go of its variables: nothing can see them any more. */
  dropVariables(): void {
    this.run.variableBytes -= this.variableBytes;
    this.variableBytes = 0;
    this.variables.clear();
  }

  variable(name: string): Payload | undefined {
    return this.variables.get(name) ?? this.parent?.variable(name);
  }

  /** What expressions of its current state see; `extra` adds `result` or `errorOutput`. */
  scope(extra: { result?: Payload; errorOutput?: unknown } = {}): Scope {
    return {
      now: this.run.now(),
      lookup: (name, members) =>
        name === 'states' ? this.states(extra, members) : this.variable(name)?.value,
    };
  }

  /** `$states`, as far as it is asked for: an input need not be parsed for a context, nor a context be made for it. */
  private states(
    extra: { result?: Payload; errorOutput?: unknown },
    members: ReadonlySet<string> | undefined,
  ): object {
    const isWanted = (name: string) => members === undefined || members.has(name);
    const states: Record<string, unknown> = {};
    if (isWanted('input')) states['input'] = this.input.value;
    if (isWanted('context')) states['context'] = this.context();
    if (extra.result !== undefined && isWanted('result')) states['result'] = extra.result.value;
    if (extra.errorOutput !== undefined) states['errorOutput'] = extra.errorOutput;
    return states;
  }

  cancel(reason = new BranchCancelled()): void {
    for (const child of this.children) child.cancel(reason);
    this.cancelled ??= reason;
    this.controller?.abort(reason);
  }

  throwIfCancelled(): void {
    if (this.cancelled !== undefined) throw new BranchCancelled();
  }

  toRecord(): BranchRecord {
    return {
      state: this.state,
      input: this.input.text,
      variables: Object.fromEntries([...this.variables].map(([name, value]) => [name, value.text])),
      previous: this.previous,
      activity: this.progress,
      done: this.done,
    };
  }

  /** The context object (user guide, "Accessing execution data from the Context object"). */
  private context(): object {
    const { record } = this.run;
    const item = this.mapItem();
    return {
      Execution: {
        Id: record.arn,
        Input: this.run.input.value,
        Name: record.name,
        RoleArn: record.roleArn,
        StartTime: instant(record.startDate),
        RedriveCount: 0,
      },
      StateMachine: { Id: record.stateMachineArn, Name: record.stateMachineName },
      State: {
        Name: this.state,
        EnteredTime: instant(this.progress?.enteredAt ?? this.run.now()),
        // Recorded: a state that cannot be retried has none.
        ...(RETRIED.has(this.graph.states.get(this.state)?.type ?? '') && {
          RetryCount: this.progress?.retryCount ?? 0,
        }),
      },
      ...(item && { Map: { Item: { Index: item.index, Value: item.value.value, Source: 'STATE_DATA' } } }),
    };
  }

  private mapItem(): MapItem | undefined {
    return this.selecting ?? this.item ?? this.parent?.mapItem();
  }
}

/** The service leaves out a fraction that is zero (user guide, "Accessing execution data from the Context object"). */
function instant(time: number): string {
  return new Date(time).toISOString().replace('.000Z', 'Z');
}
