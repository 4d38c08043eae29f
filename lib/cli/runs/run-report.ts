import type { DescribeExecutionCommandOutput, HistoryEvent } from '@aws-sdk/client-sfn';
import type { WorkflowInput } from '../../contract';
import { parseJson } from './parse-json';
import { type StateVisit, stateVisits } from './state-visits';

/** What a run does in every region, by the Map state that does it. */
export const STEPS = {
  SurveyRegions: 'survey',
  PublishRegions: 'publish',
  PromoteRegions: 'promote',
  RetractRegions: 'retract',
} as const;
/** One step of a run in one region. */
export type Step = (typeof STEPS)[keyof typeof STEPS];

/** What one iteration of a Map state came to in its region. */
export interface RegionVisit {
  /** The Map state. */
  readonly map: string;
  readonly region: string;
  readonly visits: readonly StateVisit[];
  /** `running`, or what the state machine calls it: `nothing`, `staged`, `promoted`, `failed`, `left behind` … */
  readonly outcome: string;
  readonly error?: string;
  readonly cause?: string;
}

/** What a step came to in a region. */
export interface RegionStep extends RegionVisit {
  readonly step: Step;
}

/** Everything that a run's execution tells, laid out by state and region. */
export interface RunReport {
  readonly name: string;
  readonly arn: string;
  readonly status: string;
  readonly startedAt: Date;
  readonly endedAt?: Date;
  readonly input: Partial<WorkflowInput>;
  readonly output?: any;
  readonly error?: string;
  /** The cause as JSON where the state machine gave one. */
  readonly cause?: {
    readonly message: string;
    readonly regions?: readonly any[];
    readonly [key: string]: unknown;
  };
  readonly states: readonly StateVisit[];
  readonly steps: readonly RegionStep[];
}

/** Lays a run out. */
export function runReport(
  execution: DescribeExecutionCommandOutput,
  events: readonly HistoryEvent[],
): RunReport {
  const visits = stateVisits(events);
  const cause = parseJson(execution.cause);
  return {
    name: execution.name ?? '',
    arn: execution.executionArn ?? '',
    status: execution.status ?? 'UNKNOWN',
    startedAt: execution.startDate as Date,
    endedAt: execution.stopDate,
    input: parseJson(execution.input) ?? {},
    output: parseJson(execution.output),
    error: execution.error,
    cause: typeof cause?.message === 'string' ? cause : execution.cause && { message: execution.cause },
    states: visits.filter((visit) => visit.index === undefined),
    steps: regionVisits(visits).flatMap((visit) => {
      const step = STEPS[visit.map as keyof typeof STEPS];
      return step === undefined ? [] : [{ ...visit, step }];
    }),
  };
}

/** What the iterations of all Map states came to, whatever those are called. */
export function regionVisits(visits: readonly StateVisit[]): RegionVisit[] {
  const groups = new Map<string, StateVisit[]>();
  for (const visit of visits) {
    if (visit.index === undefined || visit.region === undefined) continue;
    const key = `${visit.mapEvent}/${visit.index}`;
    groups.set(key, [...(groups.get(key) ?? []), visit]);
  }
  return [...groups.values()].map((group) => {
    const last = group.at(-1) as StateVisit;
    return {
      map: last.map as string,
      region: last.region as string,
      visits: group,
      ...outcomeOf(last),
    };
  });
}

function outcomeOf(last: StateVisit): Pick<RegionVisit, 'outcome' | 'error' | 'cause'> {
  if (last.exited === undefined) return { outcome: 'running' };
  if (last.status === 'aborted') return { outcome: 'aborted' };
  const { outcome, found, error, cause, why } = last.output ?? {};
  // Later steps carry what the survey found along; their own outcome comes with their last state.
  if (last.map === 'SurveyRegions') return { outcome: found ?? last.status, error, cause: why };
  return outcome === undefined ? { outcome: 'running' } : { outcome, error, cause };
}
