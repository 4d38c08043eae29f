import { StateFailure } from '../../lib/local/step-functions/engine/failure';
import { ScriptedTasks, workbench } from '../local/step-functions/workbench';
import { textOf } from './definition';

const definition = JSON.parse(textOf('sweep'));

interface Ledger {
  /** Packages with an expired lock, page by page of a scan. */
  readonly pages: readonly (readonly string[])[];
  /** Those of which no rollback can be started. */
  readonly refused?: readonly string[];
}

/** Runs a sweep; the rollbacks that it started are the inputs that the publish workflow got. */
async function sweep({ pages, refused = [] }: Ledger) {
  const rollbacks: unknown[] = [];
  const scan = (from: string | undefined) => {
    const page = from === undefined ? 0 : Number(from);
    const Items = (pages[page] ?? []).map((name) => ({ package: { S: name }, version: { S: '1.0' } }));
    const rest = page + 1 < pages.length;
    return { Items, ...(rest && { LastEvaluatedKey: { package: { S: String(page + 1) } } }) };
  };
  const tasks = new ScriptedTasks(({ stateName, arguments: given }) => {
    if (stateName === 'FindExpiredLocks') return scan(given.ExclusiveStartKey?.package.S);
    const input = JSON.parse(given.Input);
    // Not retried, so that no time passes.
    if (refused.includes(input.package)) throw new StateFailure('Sfn.AccessDeniedException', 'not allowed');
    rollbacks.push(input);
    return { ExecutionArn: `arn:${input.package}` };
  });
  const { run } = await workbench({ tasks });
  return { ...(await run(definition)), rollbacks };
}

const entered = (history: readonly any[]) => history.filter(({ type }) => type.endsWith('StateEntered'));

test('a sweep of a ledger without expired locks passes five states, for which the price list counts', async () => {
  const { status, output, history } = await sweep({ pages: [[]] });
  expect([status, output]).toEqual(['SUCCEEDED', { outcome: 'Swept', rollbacks: [] }]);
  expect(entered(history)).toHaveLength(5);
});

test('a sweep starts a rollback of every version whose lock has expired, however many pages the ledger has', async () => {
  const { status, output, rollbacks } = await sweep({ pages: [['a', 'b'], [], ['c']] });
  const rollback = (name: string) => ({
    operation: 'rollback',
    lockExpired: true,
    package: name,
    version: '1.0',
  });
  expect(rollbacks).toEqual([rollback('a'), rollback('b'), rollback('c')]);
  expect(status).toBe('SUCCEEDED');
  const started = (name: string) => ({ package: name, version: '1.0', execution: `arn:${name}` });
  expect(output).toEqual({ outcome: 'Swept', rollbacks: [started('a'), started('b'), started('c')] });
});

test('a sweep that cannot start a rollback starts the others, and fails with what is still owed', async () => {
  const { status, error, cause, rollbacks } = await sweep({
    pages: [['a', 'b'], ['c']],
    refused: ['a'],
  });
  expect(rollbacks).toMatchObject([{ package: 'b' }, { package: 'c' }]);
  expect([status, error]).toEqual(['FAILED', 'RollbackNotStarted']);
  expect(JSON.parse(cause as string)).toEqual({
    message: '1 of 3 rollbacks that are owed could not be started; the next sweep tries again',
    rollbacks: [{ package: 'a', version: '1.0', error: 'Sfn.AccessDeniedException', cause: 'not allowed' }],
  });
});

test('a sweep that cannot read the ledger fails', async () => {
  const tasks = new ScriptedTasks(() => {
    throw new StateFailure('DynamoDb.ResourceNotFoundException', 'no such table');
  });
  const { run } = await workbench({ tasks });
  expect(await run(definition)).toMatchObject({
    status: 'FAILED',
    error: 'DynamoDb.ResourceNotFoundException',
  });
});

test('the cause of a sweep that nothing can be started in fits into what an execution may say', async () => {
  const names = Array.from({ length: 300 }, (_, i) => `package-${i}`);
  const { cause } = await sweep({ pages: [names], refused: names });
  // StopExecution and Fail: 32,768 characters (API reference, `SensitiveCause`).
  expect((cause as string).length).toBeLessThan(32_768);
  expect(JSON.parse(cause as string).rollbacks).toHaveLength(10);
});
