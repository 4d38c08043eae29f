import { compileTemplate, type Template } from '../jsonata/template';
import type {
  Catcher,
  ChoiceRule,
  Outcome,
  Retrier,
  State,
  StateGraph,
  StateMachineDefinition,
} from './states';
import { parseTaskResource } from './task-resource';

/** Compiles a definition that was found valid. */
export function compileDefinition(definition: string): StateMachineDefinition {
  const json = JSON.parse(definition);
  return { ...graph(json), timeoutSeconds: json.TimeoutSeconds };
}

function graph(json: any): StateGraph {
  const states = new Map<string, State>();
  for (const [name, state] of Object.entries(json.States)) states.set(name, compileState(name, state));
  return { startAt: json.StartAt, states };
}

function compileState(name: string, json: any): State {
  const field = (key: string): Template | undefined =>
    json[key] === undefined ? undefined : compileTemplate(json[key]);
  const common = { name, next: json.Next as string | undefined, ...outcome(json) };
  const fallible = () => ({
    ...common,
    arguments: field('Arguments'),
    retry: (json.Retry ?? []).map(retrier) as Retrier[],
    catch: (json.Catch ?? []).map(
      (item: any): Catcher => ({ errorEquals: item.ErrorEquals, next: item.Next, ...outcome(item) }),
    ),
  });
  switch (json.Type) {
    case 'Pass':
    case 'Succeed':
      return { type: json.Type, ...common };
    case 'Fail':
      return { type: 'Fail', ...common, error: field('Error'), cause: field('Cause') };
    case 'Wait':
      return { type: 'Wait', ...common, seconds: field('Seconds'), timestamp: field('Timestamp') };
    case 'Choice':
      return {
        type: 'Choice',
        ...common,
        default: json.Default,
        choices: json.Choices.map(
          (rule: any): ChoiceRule => ({
            condition: compileTemplate(rule.Condition),
            next: rule.Next,
            ...outcome(rule),
          }),
        ),
      };
    case 'Task':
      return {
        type: 'Task',
        ...fallible(),
        resource: parseTaskResource(json.Resource),
        timeoutSeconds: field('TimeoutSeconds'),
        heartbeatSeconds: field('HeartbeatSeconds'),
      };
    case 'Parallel':
      return {
        type: 'Parallel',
        ...fallible(),
        branches: json.Branches.map((item: any) => graph(item)),
      };
    case 'Map':
      return {
        type: 'Map',
        ...fallible(),
        items: field('Items'),
        itemSelector: field('ItemSelector'),
        isBatched: json.ItemBatcher !== undefined,
        maxConcurrency: field('MaxConcurrency'),
        toleratedFailureCount: field('ToleratedFailureCount'),
        toleratedFailurePercentage: field('ToleratedFailurePercentage'),
        processor: graph(json.ItemProcessor ?? json.Iterator),
      };
    default:
      throw new Error(`state "${name}": expected a state type, got ${JSON.stringify(json.Type)}`);
  }
}

function outcome(json: any): Outcome {
  return {
    output: json.Output === undefined ? undefined : compileTemplate(json.Output),
    assign: json.Assign === undefined ? undefined : compileTemplate(json.Assign),
  };
}

/** The defaults are those of the user guide, "Retrying after an error". */
function retrier(json: any): Retrier {
  return {
    errorEquals: json.ErrorEquals,
    intervalSeconds: json.IntervalSeconds ?? 1,
    maxAttempts: json.MaxAttempts ?? 3,
    backoffRate: json.BackoffRate ?? 2,
    maxDelaySeconds: json.MaxDelaySeconds,
    jitter: json.JitterStrategy === 'FULL',
  };
}
