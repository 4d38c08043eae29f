import type { ParallelState } from '../../definition/states';
import { Branch } from '../branch';
import { checkSize, evaluateField } from '../evaluate';
import { StateFailure } from '../failure';
import { Payload } from '../payload';
import { runBranch } from '../run-branch';
import { childPath, forgetChildren, recordAborted, settle } from './fan';

/** Runs all branches at once; the first failure cancels the others. */
export async function runParallel(branch: Branch, state: ParallelState): Promise<Payload> {
  const resumed = branch.current.fan !== undefined;
  const input = state.arguments ? await evaluateField(branch, state.arguments, 'Arguments') : branch.input;
  checkSize(branch, input);
  if (!resumed) {
    branch.commit();
    branch.current.fan = { startedId: branch.emit('ParallelStateStarted') };
  }
  const started = branch.current.fan?.startedId ?? branch.previous;
  const children = state.branches.map((graph, index) => {
    const path = childPath(branch, index);
    const stored = resumed ? branch.run.options.resumed?.get(path) : undefined;
    const start = stored ?? { input, previous: started };
    return new Branch(branch.run, graph, { path, parent: branch, index, start });
  });
  let last = started;
  const run = async (child: Branch): Promise<Payload> => {
    if (child.done !== undefined) return child.input;
    child.changed();
    try {
      const output = await runBranch(child);
      last = child.previous;
      settle(child, output, 'succeeded');
      return output;
    } catch (error) {
      if (error instanceof StateFailure) giveUp(branch, child, { count: children.length, failure: error });
      throw error;
    }
  };
  const outputs = await Promise.all(children.map(run));
  branch.throwIfCancelled();
  branch.previous = last;
  branch.emit('ParallelStateSucceeded', undefined, { step: false });
  forgetChildren(branch, children.length);
  return Payload.list(outputs);
}

function giveUp(
  branch: Branch,
  failing: Branch,
  { count, failure }: { readonly count: number; readonly failure: StateFailure },
): void {
  branch.throwIfCancelled();
  if (!branch.children.has(failing)) return;
  const previous = failing.previous;
  if (!failure.isRuntime) {
    recordFailing(failing, previous);
    for (const child of branch.children) if (child !== failing) recordAborted(child, previous);
  }
  for (const child of branch.children) child.cancel();
  forgetChildren(branch, count);
  branch.previous = previous;
}

/** The state that failed counts as given up too, unless its own event says that it failed. */
export function recordFailing(failing: Branch, previous: number): void {
  const type = failing.graph.states.get(failing.state)?.type;
  if (type === 'Task' || type === 'Wait') recordAborted(failing, previous);
}
