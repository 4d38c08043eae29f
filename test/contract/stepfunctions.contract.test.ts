import { type HistoryEvent, SFN } from '@aws-sdk/client-sfn';
import { contractRun } from './contract-run';

// Costs on AWS: about thirty state transitions, below a cent.
const run = contractRun();
const machines: string[] = [];
let sfn: SFN;
beforeAll(() => {
  sfn = new SFN(run.account.client);
});
afterAll(() => sfn?.destroy());

async function create(what: string, definition: object): Promise<string> {
  const name = run.name(what);
  const { id, region, roleArn } = run.account;
  const stateMachineArn = `arn:aws:states:${region}:${id}:stateMachine:${name}`;
  run.removeLater(`state machine ${name}`, () => sfn.deleteStateMachine({ stateMachineArn }));
  const created = await sfn.createStateMachine({ name, roleArn, definition: JSON.stringify(definition) });
  expect(created).toMatchObject({ stateMachineArn, creationDate: expect.any(Date) });
  machines.push(stateMachineArn);
  return stateMachineArn;
}

const ENDED = ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'];

/** Waits for the end of an execution by looking again and again, as every client has to. */
async function ended(executionArn: string) {
  const end = Date.now() + (run.account.remote ? 120_000 : 15_000);
  for (;;) {
    const described = await sfn.describeExecution({ executionArn });
    if (ENDED.includes(described.status as string)) return described;
    if (Date.now() > end) throw new Error(`${executionArn} has not ended: ${described.status}`);
    await new Promise((resolve) => setTimeout(resolve, run.account.remote ? 1_000 : 20));
  }
}

/** Waits until an execution's history has an event of the type. */
async function reached(executionArn: string, type: string): Promise<void> {
  const end = Date.now() + (run.account.remote ? 120_000 : 15_000);
  while (!(await events(executionArn)).some((event) => event.type === type)) {
    if (Date.now() > end) throw new Error(`${executionArn}: expected ${type} in the history, found none`);
    await new Promise((resolve) => setTimeout(resolve, run.account.remote ? 1_000 : 20));
  }
}

async function events(executionArn: string): Promise<HistoryEvent[]> {
  const found: HistoryEvent[] = [];
  let nextToken: string | undefined;
  do {
    // Small pages, so that reading on is part of the contract.
    const page = await sfn.getExecutionHistory({ executionArn, maxResults: 4, nextToken });
    expect(page.events?.length).toBeLessThanOrEqual(4);
    found.push(...(page.events ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return found;
}

const outline = (history: HistoryEvent[]) =>
  history.map(({ id, previousEventId, type }) => `${id}<-${previousEventId} ${type}`);

test('an execution with a task and a choice has the history that its states make', async () => {
  const stateMachineArn = await create('flow', {
    QueryLanguage: 'JSONata',
    StartAt: 'Who',
    States: {
      Who: {
        Type: 'Task',
        Resource: 'arn:aws:states:::aws-sdk:sts:getCallerIdentity',
        Arguments: {},
        TimeoutSeconds: 60,
        Assign: { account: '{% $states.result.Account %}' },
        Next: 'Decide',
      },
      Decide: {
        Type: 'Choice',
        Choices: [{ Condition: '{% $account = $states.context.Execution.Input.account %}', Next: 'Done' }],
        Default: 'Wrong',
      },
      Done: { Type: 'Succeed', Output: { account: '{% $account %}' } },
      Wrong: { Type: 'Fail', Error: 'WrongAccount', Cause: '{% "this is " & $account %}' },
    },
  });
  const account = run.account.id;
  const { executionArn } = await sfn.startExecution({
    stateMachineArn,
    name: 'good',
    input: JSON.stringify({ account }),
  });
  const described = await ended(executionArn as string);
  expect(described.cause).toBeUndefined();
  expect(described).toMatchObject({
    executionArn: `${stateMachineArn.replace(':stateMachine:', ':execution:')}:good`,
    stateMachineArn,
    name: 'good',
    status: 'SUCCEEDED',
    output: JSON.stringify({ account }),
    startDate: expect.any(Date),
    stopDate: expect.any(Date),
  });
  const history = await events(executionArn as string);
  expect(outline(history)).toEqual([
    '1<-0 ExecutionStarted',
    '2<-0 TaskStateEntered',
    '3<-2 TaskScheduled',
    '4<-3 TaskStarted',
    '5<-4 TaskSucceeded',
    '6<-5 TaskStateExited',
    '7<-6 ChoiceStateEntered',
    '8<-7 ChoiceStateExited',
    '9<-8 SucceedStateEntered',
    '10<-9 SucceedStateExited',
    '11<-10 ExecutionSucceeded',
  ]);
  expect(history[0]?.executionStartedEventDetails).toMatchObject({
    input: JSON.stringify({ account }),
    roleArn: run.account.roleArn,
  });
  expect(history[2]?.taskScheduledEventDetails).toMatchObject({
    resourceType: 'aws-sdk:sts',
    resource: 'getCallerIdentity',
    region: run.account.region,
    timeoutInSeconds: 60,
  });
  expect(history[5]?.stateExitedEventDetails).toMatchObject({
    name: 'Who',
    assignedVariables: { account: JSON.stringify(account) },
  });

  const bad = await sfn.startExecution({ stateMachineArn, name: 'bad', input: '{"account":"none"}' });
  expect(await ended(bad.executionArn as string)).toMatchObject({
    status: 'FAILED',
    error: 'WrongAccount',
    cause: `this is ${account}`,
  });
});

test('a caught failure carries its error name, and what is caught is gone on with', async () => {
  const stateMachineArn = await create('caught', {
    QueryLanguage: 'JSONata',
    StartAt: 'Each',
    States: {
      Each: {
        Type: 'Map',
        Items: '{% $states.input %}',
        MaxConcurrency: 1,
        ItemProcessor: {
          ProcessorConfig: { Mode: 'INLINE' },
          StartAt: 'Assume',
          States: {
            Assume: {
              Type: 'Task',
              // The role has no rights, so it cannot assume a role that is not there.
              Resource: 'arn:aws:states:::aws-sdk:sts:assumeRole',
              Arguments: { RoleArn: '{% $states.input %}', RoleSessionName: 'contract' },
              TimeoutSeconds: 60,
              End: true,
              Catch: [
                {
                  ErrorEquals: ['States.ALL'],
                  Output: { outcome: 'caught', error: '{% $states.errorOutput.Error %}' },
                  Next: 'Report',
                },
              ],
            },
            Report: { Type: 'Pass', End: true },
          },
        },
        End: true,
      },
    },
  });
  const role = `arn:aws:iam::${run.account.id}:role/contract-none`;
  const { executionArn } = await sfn.startExecution({ stateMachineArn, input: JSON.stringify([role]) });
  const { status, output } = await ended(executionArn as string);
  expect([status, JSON.parse(output as string)]).toEqual([
    'SUCCEEDED',
    [{ outcome: 'caught', error: expect.stringMatching(/^Sts\.\w+Exception$/) }],
  ]);
  const types = (await events(executionArn as string)).map(({ type }) => type);
  expect(types).toEqual([
    'ExecutionStarted',
    'MapStateEntered',
    'MapStateStarted',
    'MapIterationStarted',
    'TaskStateEntered',
    'TaskScheduled',
    'TaskStarted',
    'TaskFailed',
    'TaskStateExited',
    'PassStateEntered',
    'PassStateExited',
    'MapIterationSucceeded',
    'MapStateSucceeded',
    'MapStateExited',
    'ExecutionSucceeded',
  ]);
});

test('an execution that is stopped is ABORTED with the error and cause that were given', async () => {
  const stateMachineArn = await create('wait', {
    QueryLanguage: 'JSONata',
    StartAt: 'Wait',
    States: { Wait: { Type: 'Wait', Seconds: 600, End: true } },
  });
  const { executionArn } = await sfn.startExecution({ stateMachineArn, name: 'stopped', input: '{}' });
  const arn = executionArn as string;
  // The same name and input while it runs is the same execution.
  const again = await sfn.startExecution({ stateMachineArn, name: 'stopped', input: '{}' });
  expect(again.executionArn).toBe(arn);
  await expect(
    sfn.startExecution({ stateMachineArn, name: 'stopped', input: '{"other":1}' }),
  ).rejects.toMatchObject({ name: 'ExecutionAlreadyExists', $metadata: { httpStatusCode: 400 } });

  await reached(arn, 'WaitStateEntered');
  await sfn.stopExecution({ executionArn: arn, error: 'Operator', cause: 'enough' });
  expect(await ended(arn)).toMatchObject({ status: 'ABORTED', error: 'Operator', cause: 'enough' });
  const history = await events(arn);
  // Whether the state's own abort comes before the execution's is documented nowhere.
  const types = history.map(({ type }) => type).filter((type) => type !== 'WaitStateAborted');
  expect(types).toEqual(['ExecutionStarted', 'WaitStateEntered', 'ExecutionAborted']);
  expect(history.at(-1)?.executionAbortedEventDetails).toMatchObject({ error: 'Operator', cause: 'enough' });
});

test('a definition that cannot work is refused, and what is wrong is told', async () => {
  const definition = JSON.stringify({
    QueryLanguage: 'JSONata',
    StartAt: 'A',
    States: { A: { Type: 'Pass', Next: 'Nowhere' } },
  });
  const { result, diagnostics } = await sfn.validateStateMachineDefinition({ definition });
  expect(result).toBe('FAIL');
  expect(diagnostics?.[0]).toMatchObject({
    severity: 'ERROR',
    code: expect.any(String),
    message: expect.any(String),
  });
  await expect(
    sfn.createStateMachine({ name: run.name('broken'), roleArn: run.account.roleArn, definition }),
  ).rejects.toMatchObject({ name: 'InvalidDefinition', $metadata: { httpStatusCode: 400 } });
});
