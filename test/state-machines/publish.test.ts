import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MOST_JOB_RETRIES } from '../../lib/config';
import * as contract from '../../lib/contract';
import { loadStateMachine, placeholdersOf } from '../../lib/contract/definitions';

const text = readFileSync(join(__dirname, '../../state-machines/publish.asl.json'), 'utf8');
const definition = JSON.parse(text);

type State = Record<string, any>;

/** Every state with its name, those inside Maps included. */
function allStates(machine: State): [string, State][] {
  return Object.entries<State>(machine['States']).flatMap(([name, state]) => [
    [name, state] as [string, State],
    ...(state['ItemProcessor'] ? allStates(state['ItemProcessor']) : []),
  ]);
}

const states = allStates(definition);
const tasks = states.filter(([, state]) => state['Type'] === 'Task');

test('each state says why it exists', () => {
  expect(states.filter(([, state]) => !state['Comment']).map(([name]) => name)).toEqual([]);
});

test('each task has a timeout and catches what its retries do not cure', () => {
  expect(tasks.filter(([, state]) => !state['TimeoutSeconds']).map(([name]) => name)).toEqual([]);
  const uncaught = tasks.filter(
    ([, state]) => !state['Catch']?.some((c: State) => c['ErrorEquals'].includes('States.ALL')),
  );
  // A failed scan has touched nothing: the sweep fails, its alarm tells, and the next sweep scans again.
  expect(uncaught.map(([name]) => name)).toEqual(['FindExpiredLocks']);
});

test('each error that is caught or retried is a state error, a service error or an error of ours', () => {
  const names = states.flatMap(([, state]) =>
    [...(state['Retry'] ?? []), ...(state['Catch'] ?? [])].flatMap((rule: State) => rule['ErrorEquals']),
  );
  const known = (name: string) =>
    /^(States|Lambda|DynamoDB|DynamoDb|S3|Sfn|Sandbox)\.\w+$/.test(name) || name in contract;
  expect(names.filter((name) => !known(name))).toEqual([]);
});

test('a conflict is never retried', () => {
  const retried = states.flatMap(([, state]) =>
    (state['Retry'] ?? []).flatMap((rule: State) => rule['ErrorEquals']),
  );
  expect(retried).not.toContain('VersionConflict');
  expect(retried).not.toContain('InvalidInput');
  expect(retried).not.toContain('States.ALL');
});

test('each way an execution can fail is a state of that name, with a cause in JSON', () => {
  const fails = states.filter(([, state]) => state['Type'] === 'Fail');
  expect(fails.map(([name]) => name).sort()).toEqual([...contract.RUN_FAILURES].sort());
  for (const [name, state] of fails)
    expect(state).toMatchObject({ Error: name, Cause: '{% $string($outcome) %}' });
});

test('every write to the ledger is conditional', () => {
  const writes = tasks.filter(([, state]) => state['Resource'].endsWith(':dynamodb:updateItem'));
  expect(writes.length).toBeGreaterThan(5);
  expect(writes.filter(([, state]) => !/lockOwner/.test(state['Arguments'].ConditionExpression))).toEqual([]);
});

/** Longest time a task can take, all its retries and their pauses included. */
function longest(state: State): number {
  const [retry] = state['Retry'] ?? [];
  if (!retry) return state['TimeoutSeconds'] ?? 0;
  let pauses = 0;
  for (let i = 0; i < retry.MaxAttempts; i++)
    pauses += Math.min(retry.IntervalSeconds * retry.BackoffRate ** i, retry.MaxDelaySeconds);
  return state['TimeoutSeconds'] * (retry.MaxAttempts + 1) + pauses;
}

function longestOf(machine: State): number {
  return Object.values<State>(machine['States']).reduce(
    (sum, state) =>
      sum +
      (state['ItemProcessor']
        ? longestOf(state['ItemProcessor'])
        : state['Type'] === 'Task'
          ? longest(state)
          : 0),
    0,
  );
}

test('the timeouts of all states together stay below the execution timeout, so that it is never the one that fires', () => {
  const names = Object.fromEntries(placeholdersOf(text).map((name) => [name, '']));
  const slowest = JSON.parse(loadStateMachine('publish', names, { PublishJob: MOST_JOB_RETRIES }));
  // Every state of the machine once, and the promotion a second time: more than any path takes.
  const bound = longestOf(slowest) + longestOf(slowest.States.PromoteRegions.ItemProcessor);
  expect(bound).toBeLessThan(slowest['TimeoutSeconds']);
});

test('the lock outlives the execution that holds it', () => {
  const leases = [...text.matchAll(/\$millis\(\) \/ 1000\) \+ (\d+)/g)].map((match) => Number(match[1]));
  expect(leases).toHaveLength(3);
  for (const lease of leases) expect(lease).toBeGreaterThanOrEqual(definition['TimeoutSeconds']);
});

test('a release costs at most 12 + 6 transitions per region', () => {
  const fixed = [
    'Resolve',
    'Route',
    'TakeLock',
    'ReadRelease',
    'SurveyRegions',
    'Decide',
    'RecordIntent',
    'PublishRegions',
    'AllStaged',
    'PromoteRegions',
    'AllPromoted',
    'RecordPublished',
    'Announce',
  ];
  let state = definition['StartAt'];
  const walked: string[] = [];
  // The way of a first publish: every choice takes its default.
  while (state) {
    walked.push(state);
    state = definition.States[state].Default ?? definition.States[state].Next;
  }
  expect(walked).toEqual(fixed);
  const perRegion = ['SurveyRegions', 'PublishRegions', 'PromoteRegions']
    .flatMap((name) => Object.values<State>(definition.States[name].ItemProcessor.States))
    .filter((inner) => inner['Type'] !== 'Pass').length;
  for (const regions of [1, 3, 13])
    expect(walked.length + perRegion * regions).toBeLessThanOrEqual(12 + 6 * regions);
});
