import type { MapState } from '../../definition/states';
import { Branch } from '../branch';
import { StateFailure } from '../failure';
import { Payload } from '../payload';
import type { BranchRecord, FanRecord } from '../records';
import { runBranch } from '../run-branch';
import { childPath, forgetChildren, recordAborted, settle } from './fan';
import { planIterations, selectInputs } from './map-plan';
import { recordFailing } from './parallel';

/** Most iterations of an inline Map that run at once (user guide, "Using Map state in Inline mode"). */
const MOST_AT_ONCE = 40;

/** Runs the iterations of an inline Map; one failure more than is tolerated cancels the others. */
export async function runMap(branch: Branch, state: MapState): Promise<Payload> {
  const { fan } = branch.current;
  const isResumed = fan?.inputs !== undefined;
  const plan = isResumed ? fan : await begin(branch, state);
  return new Iterations(branch, state, plan, isResumed).run();
}

async function begin(branch: Branch, state: MapState): Promise<FanRecord> {
  const { items, ...limits } = await planIterations(branch, state);
  const startedId = branch.current.fan?.startedId ?? start(branch, items.length);
  const inputs = await selectInputs(branch, state, items);
  const texts = (payloads: readonly Payload[]) => payloads.map(({ text }) => text);
  return { startedId, ...limits, inputs: texts(inputs), ...(inputs !== items && { items: texts(items) }) };
}

function start(branch: Branch, length: number): number {
  branch.commit();
  const startedId = branch.emit('MapStateStarted', { length });
  // A restart before the inputs are known must not start it again.
  branch.current.fan = { startedId };
  branch.changed();
  return startedId;
}

class Iterations {
  private readonly inputs: readonly string[];
  private readonly outputs: (Payload | undefined)[];
  private readonly resumed: ReadonlyMap<string, BranchRecord>;
  private nextIndex = 0;
  private failures = 0;
  private last: number;

  constructor(
    private readonly branch: Branch,
    private readonly state: MapState,
    private readonly plan: FanRecord,
    private readonly isResumed: boolean,
  ) {
    branch.current.fan = plan;
    branch.changed();
    this.inputs = plan.inputs ?? [];
    this.outputs = new Array(this.inputs.length);
    this.resumed = (isResumed && branch.run.options.resumed) || new Map();
    this.last = plan.startedId;
  }

  async run(): Promise<Payload> {
    const { branch, plan } = this;
    const most = Math.min(plan.concurrency || MOST_AT_ONCE, MOST_AT_ONCE, this.inputs.length);
    // Recorded: all that can start are started before the first of them enters a state.
    const first: Branch[] = [];
    while (first.length < most) {
      const child = this.start(this.isResumed ? this.last : plan.startedId);
      if (child === undefined) break;
      first.push(child);
    }
    await Promise.all(first.map((child) => this.slot(child)));
    branch.throwIfCancelled();
    branch.previous = this.last;
    branch.emit('MapStateSucceeded', undefined, { step: false });
    forgetChildren(branch, this.inputs.length);
    return Payload.list(this.outputs.filter((output) => output !== undefined));
  }

  /** Runs iterations one after another; each follows the last event of the one before. */
  private async slot(first: Branch): Promise<void> {
    for (let child: Branch | undefined = first; child !== undefined; child = this.start(child.previous)) {
      try {
        const output = await runBranch(child);
        this.outputs[child.index] = output;
        this.last = child.emit('MapIterationSucceeded', this.details(child), { step: false });
        settle(child, output, 'succeeded');
      } catch (error) {
        if (!(error instanceof StateFailure)) throw error;
        this.fail(child, error);
      }
    }
  }

  /** The next iteration that is not done yet. */
  private start(previous: number): Branch | undefined {
    const { branch, state, plan } = this;
    branch.throwIfCancelled();
    while (this.nextIndex < this.inputs.length) {
      const index = this.nextIndex++;
      const path = childPath(branch, index);
      const stored = this.resumed.get(path);
      const input = Payload.ofText(this.inputs[index] ?? 'null');
      const value = plan.items ? Payload.ofText(plan.items[index] ?? 'null') : input;
      const child = new Branch(branch.run, state.processor, {
        path,
        parent: branch,
        index,
        start: stored ?? { input, previous },
        item: { index, value },
      });
      if (child.done === undefined) {
        if (stored === undefined) child.emit('MapIterationStarted', this.details(child));
        return child;
      }
      branch.children.delete(child);
      if (child.done === 'failed') this.failures += 1;
      else this.outputs[index] = child.input;
      this.last = Math.max(this.last, child.previous);
    }
    return undefined;
  }

  /**
   * What is given up stands before what failed, and all of it follows the last event of the iteration that failed: so
   * measured on AWS (https://github.com/floci-io/floci, StepFunctionsMapIterationFailureIntegrationTest).
   */
  private fail(child: Branch, failure: StateFailure): void {
    const { branch, plan } = this;
    branch.throwIfCancelled();
    const { previous } = child;
    const tolerated = plan.tolerated ?? 0;
    this.failures += 1;
    if (this.failures <= tolerated && !failure.isRuntime) {
      this.recordFailed(child, previous);
      this.last = previous;
      settle(child, Payload.of(failure.output), 'failed');
      return;
    }
    if (!failure.isRuntime) this.recordEnd(child, previous);
    for (const other of branch.children) other.cancel();
    forgetChildren(branch, this.inputs.length);
    branch.previous = previous;
    if (tolerated === 0 || failure.isRuntime) throw failure;
    // One more than is tolerated fails the Map by an error of its own.
    throw new StateFailure(
      'States.ExceedToleratedFailureThreshold',
      'The specified tolerated failure threshold was exceeded',
    );
  }

  private recordEnd(child: Branch, previous: number): void {
    const { run, children } = this.branch;
    for (const other of children) {
      if (other === child) continue;
      run.emit('MapIterationAborted', previous, this.details(other));
      recordAborted(other, previous);
    }
    this.recordFailed(child, previous);
  }

  private recordFailed(child: Branch, previous: number): void {
    child.emit('MapIterationFailed', this.details(child), { step: false });
    recordFailing(child, previous);
  }

  private details(child: Branch): object {
    return { name: this.state.name, index: child.index };
  }
}
