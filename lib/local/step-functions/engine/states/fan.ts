import type { Branch } from '../branch';
import type { Payload } from '../payload';

const ABORTABLE = new Set(['Task', 'Wait', 'Map', 'Parallel']);

/** Ends a branch whose result its parent has: nothing of it is live any more, but its output is kept for a restart. */
export function settle(child: Branch, output: Payload, done: 'succeeded' | 'failed'): void {
  child.parent?.children.delete(child);
  child.input = output;
  child.progress = undefined;
  child.done = done;
  child.dropVariables();
  child.changed();
}

/** Forgets what is kept of the branches `0` to `count - 1`, and of all below them. */
export function forgetChildren(branch: Branch, count: number): void {
  for (let index = 0; index < count; index++) branch.run.journal.forget(childPath(branch, index));
  branch.run.journal.forgetSettled(branch.path);
  for (const child of branch.children) forgetTree(child);
  branch.children.clear();
}

function forgetTree(branch: Branch): void {
  branch.run.journal.forget(branch.path);
  branch.run.journal.forgetSettled(branch.path);
  branch.dropVariables();
  for (const child of branch.children) forgetTree(child);
}

/** Key of a branch among all of its execution. */
export function childPath(branch: Branch, index: number): string {
  return `${branch.path}/${index}`;
}

/**
 * Records that the current state of a branch, and all below it, was given up. Every such event follows the one that
 * failed, as recorded: `previous`. The states that have no such event (Pass, Choice …) leave none.
 */
export function recordAborted(branch: Branch, previous: number): void {
  const state = branch.graph.states.get(branch.state);
  if (branch.progress === undefined || state === undefined || !ABORTABLE.has(state.type)) return;
  const { run } = branch;
  run.emit(`${state.type}StateAborted`, previous);
  for (const child of branch.children) {
    if (state.type === 'Map')
      run.emit('MapIterationAborted', previous, { name: state.name, index: child.index });
    recordAborted(child, previous);
  }
}
