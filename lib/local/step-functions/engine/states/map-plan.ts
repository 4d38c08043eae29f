import type { MapState } from '../../definition/states';
import type { Template } from '../../jsonata/template';
import type { Branch } from '../branch';
import { checkSize, evaluateField, evaluateTyped, inState, queryFailure } from '../evaluate';
import { StateFailure } from '../failure';
import { Payload } from '../payload';

/** What the iterations of a Map state are: for which items, how many run at once, how many may fail. */
export interface IterationPlan {
  readonly items: readonly Payload[];
  /** 0: as many as possible. */
  readonly concurrency: number;
  readonly tolerated: number;
}

/** Evaluates every field of a Map state that decides on its iterations, but not on what each is given. */
export async function planIterations(branch: Branch, state: MapState): Promise<IterationPlan> {
  if (state.isBatched) throw batched(branch);
  const items = await itemsOf(branch, state);
  const concurrency = (await limit(branch, state.maxConcurrency, 'MaxConcurrency')) ?? 0;
  const count = await limit(branch, state.toleratedFailureCount, 'ToleratedFailureCount');
  const percentage = await tolerance(branch, state.toleratedFailurePercentage);
  const percent = percentage && Math.floor((percentage * items.length) / 100);
  return { items, concurrency, tolerated: leastOf(count, percent) };
}

/**
 * AWS creates an inline Map with a field of the distributed one and fails its executions in these words, as others found
 * (https://github.com/floci-io/floci, StepFunctionsJsonataIntegrationTest). That it looks at nothing else before is a guess.
 */
function batched(branch: Branch): StateFailure {
  branch.commit();
  const cause = 'The ItemReader, ItemBatcher and ResultWriter fields are not supported for INLINE maps';
  return new StateFailure('States.Runtime', inState(branch, cause));
}

/** Each threshold that is given counts, and without any no failure is tolerated (ASL, "Map State Failure Tolerance"). */
function leastOf(...thresholds: readonly (number | undefined)[]): number {
  const given = thresholds.filter((threshold) => threshold !== undefined);
  return given.length === 0 ? 0 : Math.min(...given);
}

async function itemsOf(branch: Branch, state: MapState): Promise<Payload[]> {
  const payload = state.items ? await evaluateTyped(branch, state.items, 'Items', 'array') : branch.input;
  if (Array.isArray(payload.value)) return payload.value.map((item) => Payload.of(item));
  throw queryFailure(branch, `Map state input must be an array but was: ${payload.text}`);
}

/**
 * The inputs of the iterations. The Map has started by then, but none of them: measured on AWS
 * (https://github.com/floci-io/floci, StepFunctionsJsonataIntegrationTest). That the selector is evaluated for all items
 * before the first iteration starts is a guess.
 */
export async function selectInputs(
  branch: Branch,
  state: MapState,
  items: readonly Payload[],
): Promise<readonly Payload[]> {
  const { itemSelector } = state;
  if (itemSelector === undefined) return items;
  const selected: Payload[] = [];
  for (const [index, value] of items.entries()) {
    branch.selecting = { index, value };
    try {
      const input = await evaluateField(branch, itemSelector, 'ItemSelector');
      checkSize(branch, input);
      selected.push(input);
    } finally {
      branch.selecting = undefined;
    }
  }
  return selected;
}

/** An expression out of range fails as any other (ASL, "JSONata Runtime Errors"); the words are a guess by those of Wait. */
async function limit(
  branch: Branch,
  template: Template | undefined,
  location: string,
): Promise<number | undefined> {
  if (template === undefined) return undefined;
  const { value } = await evaluateTyped(branch, template, location, 'integer');
  if (value >= 0) return value;
  throw queryFailure(branch, `The ${location} field must be at least 0, but was: ${value}`, location);
}

async function tolerance(branch: Branch, template: Template | undefined): Promise<number | undefined> {
  const location = 'ToleratedFailurePercentage';
  if (template === undefined) return undefined;
  const { value } = await evaluateTyped(branch, template, location, 'number');
  if (value >= 0 && value <= 100) return value;
  throw queryFailure(branch, `The ${location} field must be between 0 and 100, but was: ${value}`, location);
}
