import { defaultWay } from '../state-machines/definition';
import { openLab } from './lab';
import { recordRun } from './recorded-run';
import { type Lab, type Outcome, runSchedule } from './run-schedule';
import type { Schedule } from './schedule/schedule';

const undisturbed: Schedule = {
  seed: 3,
  before: ['nothing', 'partial'],
  // So that its way leads through everything that a publish can do.
  staged: ['conflict', 'nothing'],
  files: 2,
  first: { build: 'A' },
  faults: [],
  happenings: [],
  events: [],
};

let lab: Lab;
let calls: Outcome['calls'];
beforeAll(async () => {
  lab = openLab(process.env);
  ({ calls } = await runSchedule(lab, undisturbed));
});

/** Indices from `first` up to the last call, with what is called there. */
const each = (all: Outcome['calls'], first = 0) =>
  all.map((call, at) => ({ at, call: `${at}: ${call.operation}` })).slice(first);

test.each([
  ['and the event of its end is delivered', { events: [] }],
  ['and the event of its end is lost', { events: ['lost'] }],
  ['and its jobs run on', { leavesJobs: true, queues: [5, 5] }],
] as const)('a run that is stopped at any call is rolled back, %s', async (_, how) => {
  const { events = [], queues, leavesJobs } = how as Partial<Schedule> & { leavesJobs?: boolean };
  const broken: unknown[] = [];
  for (const { at, call } of each(calls)) {
    const happenings = [{ at, kind: 'stop', which: 0, leavesJobs } as const];
    const outcome = await runSchedule(lab, { ...undisturbed, happenings, events, queues });
    if (outcome.violations.length > 0) broken.push([call, outcome.violations]);
    expect([call, outcome.ends[0]]).toEqual([call, expect.stringMatching(/^publish (ABORTED|SUCCEEDED)$/)]);
  }
  expect(broken).toEqual([]);
});

test('a recovery that is stopped at any of its calls is recovered', async () => {
  const at = (await recordRun(lab, undisturbed))('CopyPackageVersions');
  const stop = { at, kind: 'stop', which: 0 } as const;
  const recovered = await runSchedule(lab, { ...undisturbed, happenings: [stop] });
  const begin = recovered.calls.findIndex(({ operation }) => operation === 'StartExecution') + 1;
  const broken: unknown[] = [];
  for (const { at: again, call } of each(recovered.calls, begin)) {
    const happenings = [stop, { at: again, kind: 'stop', which: 0 } as const];
    const { ends, violations } = await runSchedule(lab, { ...undisturbed, happenings });
    if (violations.length > 0 || !ends.at(-1)?.endsWith('SUCCEEDED')) broken.push([call, ends, violations]);
  }
  expect(broken).toEqual([]);
});

/** Every state of the way of an undisturbed run after the first, which reads the input; those inside Maps included. */
function statesOfARun(): string[] {
  const definition = JSON.parse(lab.workflow.definition(['us-east-1']));
  const states = defaultWay(definition).flatMap((name) => {
    const inner = Object.entries<any>(definition.States[name].ItemProcessor?.States ?? {});
    return [name, ...inner.filter(([, { Type }]) => Type === 'Task').map(([task]) => task)];
  });
  return states.slice(1);
}

/** A publish run, and only that, dies before it enters this state: nothing catches the error of a Fail state. */
function dyingAt(name: string, error: string): Lab {
  const kill = (machine: any): void => {
    for (const state of Object.values<any>(machine.States))
      if (state.ItemProcessor) kill(state.ItemProcessor);
    const state = machine.States[name];
    if (!state) return;
    machine.States[name] = {
      Type: 'Choice',
      Choices: [{ Condition: "{% $request.operation = 'rollback' %}", Next: `${name} itself` }],
      Default: `${name} never`,
    };
    machine.States[`${name} itself`] = state;
    machine.States[`${name} never`] = { Type: 'Fail', Error: error, Cause: 'as the test wants it' };
  };
  return {
    ...lab,
    workflow: {
      ...lab.workflow,
      definition(regions) {
        const definition = JSON.parse(lab.workflow.definition(regions));
        kill(definition);
        return JSON.stringify(definition);
      },
    },
  };
}

test.each(['States.Runtime', 'States.DataLimitExceeded'])(
  'a run that dies of %s at any state is rolled back',
  async (error) => {
    const broken: unknown[] = [];
    const states = statesOfARun();
    expect(states.length).toBeGreaterThan(15);
    for (const state of states) {
      const { ends, violations } = await runSchedule(dyingAt(state, error), undisturbed);
      // That it dies is what the test wants; in any other schedule it is a violation.
      const others = violations.filter((violation) => !violation.includes(`died of ${error}`));
      if (others.length > 0) broken.push([state, others]);
      expect([state, ...ends]).toEqual([state, `publish FAILED ${error}`, 'rollback SUCCEEDED']);
    }
    expect(broken).toEqual([]);
  },
);
