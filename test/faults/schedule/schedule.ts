import type { FaultEffect } from '../../../lib/local/http/faults';
import type { Build } from '../world/releases';

/** What a region's repository holds before the first run, compared with build A. */
export type Before = 'nothing' | 'partial' | 'complete' | 'conflict';

/** A fault that begins at the `at`th call and hits calls like that one. */
export interface InjectedFault {
  readonly at: number;
  readonly effect: FaultEffect;
  /** What "like that one" means: the same operation in the same region, or everything in that region. */
  readonly scope: 'operation' | 'region';
  /** How many calls it hits. */
  readonly times: number;
}

/** Something that happens when the `at`th call is made, or when nothing goes on any more and no call will come. */
export type Happening = { readonly at: number } & (
  | { readonly kind: 'start'; readonly start: Start }
  /**
   * StopExecution of the run that works on the version, or of the one before that. Step Functions stops the jobs of a
   * stopped run only as far as that works: with `leavesJobs` it does not work.
   */
  | { readonly kind: 'stop'; readonly which: number; readonly leavesJobs?: boolean }
  /** The runtime is killed and started again on what it had stored. */
  | { readonly kind: 'restart' }
  /** A person deletes the version from a region's release repository. */
  | { readonly kind: 'delete'; readonly region: number }
  /** A person uploads a file that is in no build to a region's release repository. */
  | { readonly kind: 'upload'; readonly region: number }
  /** When nothing goes on any more, nothing does for longer than a lease of the lock. */
  | { readonly kind: 'wait' }
);

/** A manual start or one by the pipeline. A rollback is of no build and in all regions, whatever is given. */
export interface Start {
  /** Left out, the ledger has to know the build. */
  readonly build?: Build;
  /** Only the regions before this one; left out, all. */
  readonly firstRegions?: number;
  /** What is asked for; left out, to publish. */
  readonly ask?: 'rollback' | 'plan';
}

/** What becomes of the event that says how an execution ended. */
export type EventFate = 'delivered' | 'twice' | 'lost';

/** Everything that decides about one simulated history. */
export interface Schedule {
  readonly seed: number;
  /** One entry for each region, 1 to 13. */
  readonly before: readonly Before[];
  /**
   * What earlier runs left in each region's staging repository.
   * @default nothing
   */
  readonly staged?: readonly Before[];
  /** Files of the release, 1 to 3. */
  readonly files: number;
  readonly first: Start;
  readonly faults: readonly InjectedFault[];
  readonly happenings: readonly Happening[];
  /** Fates of the first events; all later ones are delivered. */
  readonly events: readonly EventFate[];
  /**
   * Minutes that the publish jobs wait in CodeBuild's queue, in the order in which they are started.
   * @default none waits
   */
  readonly queues?: readonly number[];
}

/** The schedule as a person reads it. */
export function describeSchedule(schedule: Schedule): string {
  const { seed, before, staged, files, first, faults, happenings, events, queues = [] } = schedule;
  const lines = [
    `${before.length} region(s), before: ${before.join(', ')}; ${files} file(s) a release; jitter seed ${seed}`,
    ...(staged?.some((one) => one !== 'nothing') ? [`staged before: ${staged.join(', ')}`] : []),
    `first start: ${describeStart(first)}`,
    ...faults.map(
      ({ at, effect, scope, times }) =>
        `from call ${at}: ${describeEffect(effect)} for the next ${times} call(s) of that ${scope === 'region' ? 'region' : 'operation in that region'}`,
    ),
    ...happenings.map((happening) => `at call ${happening.at}: ${describeHappening(happening)}`),
    ...queues.flatMap((minutes, i) =>
      minutes === 0 ? [] : [`publish job ${i + 1}: ${minutes} minutes in the queue`],
    ),
    ...events.flatMap((fate, i) => (fate === 'delivered' ? [] : [`end event ${i + 1}: ${fate}`])),
  ];
  return lines.map((line) => `  ${line}`).join('\n');
}

function describeStart({ build, firstRegions, ask }: Start): string {
  const regions = firstRegions === undefined ? 'all regions' : `the first ${firstRegions} region(s)`;
  return `${ask ?? 'publish'} ${build === undefined ? 'the build that the ledger knows' : `build ${build}`} to ${regions}`;
}

function describeEffect(effect: FaultEffect): string {
  switch (effect.kind) {
    case 'error':
      return `status ${effect.status}`;
    case 'delay':
      return `an answer ${effect.milliseconds / 1000} s late`;
    default:
      return effect.kind;
  }
}

function describeHappening(happening: Happening): string {
  switch (happening.kind) {
    case 'start':
      return `start of ${describeStart(happening.start)}`;
    case 'stop':
      return `StopExecution of ${happening.which === 0 ? 'the latest execution' : `execution -${happening.which}`}${happening.leavesJobs ? ', whose jobs cannot be stopped with it' : ''}`;
    case 'restart':
      return 'the runtime is killed and started again';
    case 'delete':
      return `a person deletes the version in region ${happening.region}`;
    case 'upload':
      return `a person uploads a foreign file in region ${happening.region}`;
    case 'wait':
      return 'the lease of the lock passes, when nothing goes on any more';
  }
}
