import type { RegionStep, Visit } from '../api/run';

/** A column of the region × step matrix: the iterations of a Map, or some of their states. */
export interface StepColumn {
  readonly id: string;
  readonly header: string;
  readonly map: string;
  /** Left out, all states of the Map. */
  readonly states?: ReadonlySet<string>;
  /** Whether the outcome of the iteration is known in this column. */
  readonly last: boolean;
}

/** What a region has come to in a column. */
export interface StepState {
  readonly outcome: string;
  readonly status: Visit['status'];
  readonly visits: readonly Visit[];
}

/** How people call what the workflow's Maps and states do; others are called by their names. */
const HEADERS: Readonly<Record<string, string>> = {
  SurveyRegions: 'Surveyed',
  PublishJob: 'Job',
  VerifyStaged: 'Verified',
  PromoteRegions: 'Promoted',
  RetractRegions: 'Retracted',
};
const headerOf = (name: string) =>
  HEADERS[name] ??
  name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, ' ').replace(/ [A-Z]/g, (end) => end.toLowerCase());

/**
 * The steps that a definition takes in each region, in its order: one column for each Map; two for a Map that starts a
 * build, since whether the job ran and whether what it left is right are different questions.
 */
export function stepColumns(definition: string): StepColumn[] {
  const machine = JSON.parse(definition) as { States?: Record<string, any> };
  return Object.entries(machine.States ?? {}).flatMap(([map, state]): StepColumn[] => {
    const inner = state.ItemProcessor?.States as Record<string, any> | undefined;
    if (state.Type !== 'Map' || inner === undefined) return [];
    const job = Object.keys(inner).find((name) => /:codebuild:startBuild/.test(inner[name].Resource ?? ''));
    const after = job === undefined ? [] : following(inner, job);
    const [check] = after;
    if (job === undefined || check === undefined)
      return [{ id: map, header: headerOf(map), map, last: true }];
    const before = Object.keys(inner).filter((name) => !after.includes(name));
    return [
      { id: job, header: headerOf(job), map, states: new Set(before), last: false },
      { id: check, header: headerOf(check), map, states: new Set(after), last: true },
    ];
  });
}

/** The states that come after one when nothing fails. */
function following(states: Readonly<Record<string, any>>, name: string): string[] {
  const after: string[] = [];
  for (let next = states[name]?.Next; next !== undefined && !after.includes(next); next = states[next]?.Next)
    after.push(next);
  return after;
}

/** Whether a region stood in the run's way. The Map itself succeeds: what to do about it is decided after it. */
export const isBad = ({ outcome }: RegionStep) => /^(conflict|unavailable|failed|left behind)$/.test(outcome);

/** What a region has come to in a column; undefined before it got there. A Map that is visited again counts last. */
export function stepState(
  steps: readonly RegionStep[],
  region: string,
  { map, states, last }: StepColumn,
): StepState | undefined {
  const step = steps.findLast((one) => one.map === map && one.region === region);
  const visits = step?.visits.filter((visit) => states?.has(visit.state) ?? true) ?? [];
  const tasks = visits.filter((visit) => visit.type === 'Task');
  const final = tasks.at(-1) ?? visits.at(-1);
  if (step === undefined || final === undefined) return undefined;
  const status = final.status === 'succeeded' && last && isBad(step) ? 'failed' : final.status;
  const said = last && status !== 'running' ? (FOUND[step.outcome] ?? step.outcome) : undefined;
  const again = status === 'running' && final.failures.length > 0 ? 'trying again' : undefined;
  return { outcome: said ?? again ?? WORDS[status], status, visits };
}

/** What a survey finds, as people say it of a version. */
const FOUND: Readonly<Record<string, string>> = {
  nothing: 'not there',
  complete: 'there already',
  partial: 'partly there',
};
const WORDS = { running: 'running', succeeded: 'done', failed: 'failed', aborted: 'aborted' } as const;
