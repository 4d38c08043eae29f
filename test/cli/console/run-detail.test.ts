import {
  DescribeExecutionCommand,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { createRunDetail } from '../../../lib/cli/console/run-detail';
import { ROLLED_BACK_EXECUTION, rolledBackHistory } from '../runs/history';
import { fakeTarget } from './fake-target';

const stepFunctions = mockClient(SFNClient);
const arn = ROLLED_BACK_EXECUTION.executionArn;
const definition = JSON.stringify({ StartAt: 'AsItWas', States: { AsItWas: { Type: 'Succeed' } } });
const machine = {
  ...{ stateMachineArn: ROLLED_BACK_EXECUTION.stateMachineArn, name: 'vigilant-publish' },
  ...{ roleArn: 'arn:aws:iam::000000000000:role/machine', updateDate: new Date(0), definition },
};
const asked = () => stepFunctions.commandCalls(DescribeStateMachineForExecutionCommand).length;

beforeEach(() => {
  stepFunctions.reset();
  stepFunctions
    .on(DescribeExecutionCommand)
    .resolves(ROLLED_BACK_EXECUTION)
    .on(GetExecutionHistoryCommand)
    .resolves({ events: rolledBackHistory() })
    .on(DescribeStateMachineForExecutionCommand, { executionArn: arn })
    .resolves(machine);
});

test('a run is shown with the definition that it was started with, whatever the state machine has become', async () => {
  const detail = await createRunDetail(fakeTarget())(arn);
  expect(detail.definition).toBe(definition);
});

test('the definition is asked for once: a page asks more often than AWS answers, and no run changes it', async () => {
  const run = createRunDetail(fakeTarget());
  await Promise.all([run(arn), run(arn)]);
  expect((await run(arn)).definition).toBe(definition);
  expect(asked()).toBe(1);
});

test('a definition that was not answered is asked for again', async () => {
  const denied = Object.assign(new Error('not now'), { name: 'ThrottlingException' });
  stepFunctions.on(DescribeStateMachineForExecutionCommand).rejectsOnce(denied).resolves(machine);
  const run = createRunDetail(fakeTarget());
  await expect(run(arn)).rejects.toMatchObject({ name: 'ThrottlingException' });
  expect((await run(arn)).definition).toBe(definition);
});
