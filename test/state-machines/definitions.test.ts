import { readdirSync } from 'node:fs';
import { STATE_MACHINES_DIRECTORY } from '../../lib/constructs/definitions';
import * as contract from '../../lib/contract';
import { allStates, longestOf, type State, textOf } from './definition';

const names = readdirSync(STATE_MACHINES_DIRECTORY).map((file) => file.replace('.asl.json', ''));

describe.each(names)('%s', (name) => {
  const definition = JSON.parse(textOf(name));
  const states = allStates(definition);
  const tasks = states.filter(([, state]) => state['Type'] === 'Task');

  test('each state says why it exists', () => {
    expect(states.filter(([, state]) => !state['Comment']).map(([each]) => each)).toEqual([]);
  });

  test('each task has a timeout, and all together stay below that of the execution', () => {
    expect(tasks.filter(([, state]) => !state['TimeoutSeconds']).map(([each]) => each)).toEqual([]);
    expect(longestOf(definition)).toBeLessThan(definition['TimeoutSeconds']);
  });

  test('each error that is caught or retried is a state error, a service error or an error of ours', () => {
    const errors = states.flatMap(([, state]) =>
      [...(state['Retry'] ?? []), ...(state['Catch'] ?? [])].flatMap((rule: State) => rule['ErrorEquals']),
    );
    const known = (error: string) =>
      /^(States|Lambda|CodeBuild|DynamoDB|DynamoDb|S3|Sfn|Sandbox|Runtime)\.\w+$/.test(error) ||
      error in contract;
    expect(errors.filter((error) => !known(error))).toEqual([]);
  });

  test('each failure that it declares is named like its state, with a cause in JSON', () => {
    for (const [each, state] of states.filter(([, { Type }]) => Type === 'Fail'))
      expect(state).toMatchObject({ Error: each, Cause: '{% $string($outcome) %}' });
  });
});
