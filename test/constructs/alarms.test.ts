import { HANDLER_ENV } from '../../lib/contract';
import { createInspect } from '../../lib/handlers/inspect';
import { createMetrics } from '../../lib/handlers/metrics';
import { resourcesOf, synthesize } from '../stacks/synthesize';

const template = synthesize().templates['vigilant-pipeline'];
const alarm = (name: string) =>
  resourcesOf(template, 'AWS::CloudWatch::Alarm')
    .map(([, { Properties }]) => Properties)
    .find(({ AlarmName }) => AlarmName === `vigilant-${name}`);

/** What the inspect function, with the environment of the template, writes down for an input of the workflow. */
async function writtenFor(input: unknown): Promise<any> {
  const [[, inspect]] = resourcesOf(template, 'AWS::Lambda::Function').filter(
    ([, { Properties }]) => Properties.FunctionName === 'vigilant-inspect',
  ) as [[string, any]];
  const lines: any[] = [];
  const metrics = createMetrics({
    deployment: inspect.Properties.Environment.Variables[HANDLER_ENV.deployment],
    print: (line) => lines.push(JSON.parse(line)),
    now: () => 0,
  });
  const names = { domain: 'd', staging: 's', release: 'r' };
  const clientFor = () => {
    throw new Error('no call was expected');
  };
  await createInspect({ names, clientFor, metrics })({ step: 'resolve', input, regions: ['us-east-1'] });
  expect(lines).toHaveLength(1);
  return lines[0];
}

/** An alarm on a metric that nobody writes would never go off, or never end. */
function expectWatched(watched: any, line: any): void {
  const [{ Namespace, Dimensions, Metrics }] = line._aws.CloudWatchMetrics;
  expect(watched.Namespace).toBe(Namespace);
  expect(Metrics.map(({ Name }: any) => Name)).toContain(watched.MetricName);
  const dimensions = watched.Dimensions.map(({ Name }: any) => Name);
  expect(Dimensions).toContainEqual(dimensions);
  for (const { Name, Value } of watched.Dimensions) expect(line[Name]).toBe(Value);
}

/** Logical id of a state machine. */
const machine = (name: string) =>
  resourcesOf(template, 'AWS::StepFunctions::StateMachine').find(
    ([, { Properties }]) => Properties.StateMachineName === name,
  )!;

test('the sweeper is silent when no sweep was started for an hour', () => {
  expect(alarm('SweeperSilent')).toMatchObject({
    Namespace: 'AWS/States',
    MetricName: 'ExecutionsStarted',
    Dimensions: [{ Name: 'StateMachineArn', Value: { Ref: machine('vigilant-sweep')[0] } }],
    Period: 900,
    EvaluationPeriods: 4,
    Threshold: 1,
    ComparisonOperator: 'LessThanThreshold',
    TreatMissingData: 'breaching',
  });
});

test('a lock is held too long when a sweep asks for a rollback in its own words', async () => {
  const { DefinitionString } = machine('vigilant-sweep')[1].Properties;
  const { Input } =
    JSON.parse(DefinitionString).States.StartRollbacks.ItemProcessor.States.StartRollback.Arguments;
  expect(Input).toContain("'operation': 'rollback', 'lockExpired': true,");
  const line = await writtenFor({ operation: 'rollback', lockExpired: true, package: 'p', version: '1.0' });
  expectWatched(alarm('LockHeldTooLong'), line);
  expect(alarm('LockHeldTooLong')).toMatchObject({ Threshold: 1, TreatMissingData: 'notBreaching' });
});

test.each([
  ['RunFailed', 'AWS/States', 'ExecutionsFailed'],
  ['RollbackIncomplete', 'AWS/Events', 'TriggeredRules'],
  ['PipelineFailed', 'AWS/Events', 'TriggeredRules'],
])('%s watches %s %s', (name, namespace, metric) => {
  expect(alarm(name)).toMatchObject({
    Namespace: namespace,
    MetricName: metric,
    Statistic: 'Sum',
    Threshold: 1,
  });
});

test.each([
  ['RunStopped', ['ExecutionsAborted', 'ExecutionsTimedOut']],
  ['SweepFailed', ['ExecutionsFailed', 'ExecutionsTimedOut']],
  ['HandlerErrors', ['Errors', 'Errors', 'Errors']],
])('%s adds up %p', (name, metrics) => {
  const found = alarm(name).Metrics.flatMap(({ MetricStat }: any) => MetricStat?.Metric.MetricName ?? []);
  expect(found.sort()).toEqual(metrics);
});

test('people are told that recovery started only when no person started it', () => {
  const rule = resourcesOf(template, 'AWS::Events::Rule')
    .map(([, { Properties }]) => Properties)
    .find(({ Name }) => Name === 'vigilant-RecoveryStarted');
  const tells = (input: string) =>
    rule.EventPattern.detail.input.some(({ prefix }: any) => input.startsWith(prefix));
  expect(tells('{"operation":"rollback","failed":{"executionArn":"…"}}')).toBe(true);
  expect(tells('{"operation":"rollback","lockExpired":true,"package":"p","version":"1"}')).toBe(true);
  expect(tells('{"package":"p","version":"1","operation":"rollback"}')).toBe(false);
});
