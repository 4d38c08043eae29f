import fc from 'fast-check';
import type { FaultEffect } from '../../../lib/local/http/faults';
import type { Before, Happening, InjectedFault, Schedule, Start } from './schedule';

/** Calls that a run makes in each region, roughly, and beside them: so far reach the indices of what happens. */
const CALLS_PER_REGION = 22;
const CALLS_BESIDE = 14;

/** Slow, slower than a function may take (60 s), than a task (70 s), than a run of twine (900 s). */
const DELAYS = [5_000, 61_000, 75_000, 1_000_000];

/** Minutes in the queue: none, longer than recovery waits for functions, longer than the task waits for its job. */
const QUEUES = [0, 0, 5, 40];

const effect: fc.Arbitrary<FaultEffect> = fc.oneof(
  { arbitrary: fc.constant({ kind: 'reset' } as const), weight: 3 },
  { arbitrary: fc.constant({ kind: 'lost-answer' } as const), weight: 4 },
  {
    arbitrary: fc
      .constantFrom(500, 503, 429, 403)
      .map((status) => ({ kind: 'error', status, code: 'by status' }) as const),
    weight: 4,
  },
  {
    arbitrary: fc.constantFrom(...DELAYS).map((milliseconds) => ({ kind: 'delay', milliseconds }) as const),
    weight: 2,
  },
  { arbitrary: fc.constant({ kind: 'wrong-bytes' } as const), weight: 1 },
);

/** Generates schedules over 1 to `regions` regions, or exactly as many where `exactly` is set. */
export function arbitrarySchedule(regions: { most: number; exactly?: number }): fc.Arbitrary<Schedule> {
  const count =
    regions.exactly === undefined
      ? fc.oneof(
          { arbitrary: fc.integer({ min: 1, max: Math.min(3, regions.most) }), weight: 8 },
          { arbitrary: fc.integer({ min: 1, max: regions.most }), weight: 1 },
        )
      : fc.constant(regions.exactly);
  return count.chain((regionCount) => {
    const at = fc.nat(CALLS_BESIDE + CALLS_PER_REGION * regionCount);
    return fc.record({
      seed: fc.nat(1_000_000),
      before: fc.array(before, { minLength: regionCount, maxLength: regionCount }),
      staged: fc.array(staged, { minLength: regionCount, maxLength: regionCount }),
      files: fc.integer({ min: 1, max: 3 }),
      first: fc.oneof(
        { arbitrary: fc.constant<Start>({ build: 'A' }), weight: 6 },
        { arbitrary: start(regionCount), weight: 1 },
      ),
      faults: fc.array(fault(at), { maxLength: 5 }),
      happenings: fc.array(happening(at, regionCount), { maxLength: 5 }),
      events: fc.array(fc.constantFrom('delivered', 'twice', 'lost'), { maxLength: 4 }),
      queues: fc.array(fc.constantFrom(...QUEUES), { maxLength: 4 }),
    });
  });
}

const before: fc.Arbitrary<Before> = fc.oneof(
  { arbitrary: fc.constant<Before>('nothing'), weight: 12 },
  { arbitrary: fc.constantFrom<Before>('partial', 'complete'), weight: 3 },
  { arbitrary: fc.constant<Before>('conflict'), weight: 1 },
);

const staged: fc.Arbitrary<Before> = fc.oneof(
  { arbitrary: fc.constant<Before>('nothing'), weight: 12 },
  { arbitrary: fc.constantFrom<Before>('partial', 'complete', 'conflict'), weight: 3 },
);

function start(regionCount: number): fc.Arbitrary<Start> {
  return fc.record(
    {
      build: fc.oneof(
        { arbitrary: fc.constant('A' as const), weight: 3 },
        { arbitrary: fc.constant('B' as const), weight: 2 },
      ),
      firstRegions: fc.integer({ min: 1, max: regionCount }),
      ask: fc.oneof(
        { arbitrary: fc.constant(undefined), weight: 3 },
        { arbitrary: fc.constantFrom('rollback' as const, 'plan' as const), weight: 1 },
      ),
    },
    { requiredKeys: [] },
  );
}

function fault(at: fc.Arbitrary<number>): fc.Arbitrary<InjectedFault> {
  return fc.record({
    at,
    effect,
    scope: fc.oneof(
      { arbitrary: fc.constant('operation' as const), weight: 3 },
      { arbitrary: fc.constant('region' as const), weight: 1 },
    ),
    // Up to more than all attempts of a handler's client times all attempts of its task.
    times: fc.oneof(
      { arbitrary: fc.integer({ min: 1, max: 8 }), weight: 3 },
      { arbitrary: fc.integer({ min: 1, max: 40 }), weight: 1 },
    ),
  });
}

function happening(at: fc.Arbitrary<number>, regionCount: number): fc.Arbitrary<Happening> {
  const region = fc.nat(regionCount - 1);
  return fc.oneof(
    {
      arbitrary: fc.record({
        at,
        kind: fc.constant('stop' as const),
        which: fc.nat(1),
        leavesJobs: fc.boolean(),
      }),
      weight: 5,
    },
    { arbitrary: fc.record({ at, kind: fc.constant('restart' as const) }), weight: 3 },
    {
      arbitrary: fc.record({ at, kind: fc.constant('start' as const), start: start(regionCount) }),
      weight: 3,
    },
    { arbitrary: fc.record({ at, kind: fc.constant('delete' as const), region }), weight: 1 },
    { arbitrary: fc.record({ at, kind: fc.constant('upload' as const), region }), weight: 1 },
    { arbitrary: fc.record({ at, kind: fc.constant('wait' as const) }), weight: 1 },
  );
}
