import { MOST_JOB_RETRIES } from '../../lib/config';
import { loadStateMachine, placeholdersOf } from '../../lib/constructs/definitions';
import { LOCK_LEASE_SECONDS, RUN_FAILURES } from '../../lib/contract';
import { allStates, defaultWay, longestOf, type State, textOf } from './definition';

const text = textOf('publish');
const definition = JSON.parse(text);
const states = allStates(definition);
const tasks = states.filter(([, state]) => state['Type'] === 'Task');

test('each task catches what its retries do not cure, so that a run always comes to an end of its own', () => {
  const uncaught = tasks.filter(
    ([, state]) => !state['Catch']?.some((c: State) => c['ErrorEquals'].includes('States.ALL')),
  );
  expect(uncaught.map(([name]) => name)).toEqual([]);
});

test('a conflict is never retried', () => {
  const retried = states.flatMap(([, state]) =>
    (state['Retry'] ?? []).flatMap((rule: State) => rule['ErrorEquals']),
  );
  expect(retried).not.toContain('VersionConflict');
  expect(retried).not.toContain('InvalidInput');
  expect(retried).not.toContain('States.ALL');
});

test('each way a run can fail is known to whoever reacts to it', () => {
  const fails = states.filter(([, state]) => state['Type'] === 'Fail');
  expect(fails.map(([name]) => name).sort()).toEqual([...RUN_FAILURES].sort());
});

test('every write to the ledger is conditional', () => {
  const writes = tasks.filter(([, state]) => state['Resource'].endsWith(':dynamodb:updateItem'));
  expect(writes.length).toBeGreaterThan(5);
  expect(writes.filter(([, state]) => !/lockOwner/.test(state['Arguments'].ConditionExpression))).toEqual([]);
});

test('the timeouts of all states together stay below the execution timeout, so that it is never the one that fires', () => {
  const names = Object.fromEntries(placeholdersOf(text).map((name) => [name, '']));
  const slowest = JSON.parse(loadStateMachine('publish', names, { PublishJob: MOST_JOB_RETRIES }));
  // Every state of the machine once, and the promotion a second time: more than any path takes.
  const bound = longestOf(slowest) + longestOf(slowest.States.PromoteRegions.ItemProcessor);
  expect(bound).toBeLessThan(slowest['TimeoutSeconds']);
});

test('the lock outlives the execution that holds it', () => {
  const leases = [...text.matchAll(/\$millis\(\) \/ 1000\) \+ (\d+)/g)].map((match) => Number(match[1]));
  expect(leases).toEqual([LOCK_LEASE_SECONDS, LOCK_LEASE_SECONDS, LOCK_LEASE_SECONDS]);
  expect(LOCK_LEASE_SECONDS).toBeGreaterThanOrEqual(definition['TimeoutSeconds']);
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
  const walked = defaultWay(definition);
  expect(walked).toEqual(fixed);
  const perRegion = walked.flatMap((name) => {
    const { ItemProcessor } = definition.States[name];
    return ItemProcessor === undefined ? [] : defaultWay(ItemProcessor);
  });
  expect(perRegion).toEqual([
    'InspectRegion',
    'IsAnythingStaged',
    'PublishJob',
    'VerifyStaged',
    'PromoteRegion',
  ]);
  for (const regions of [1, 3, 13])
    expect(walked.length + perRegion.length * regions).toBeLessThanOrEqual(12 + 6 * regions);
});
