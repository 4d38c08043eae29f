import { validateDefinition } from '../../../lib/local/step-functions/definition/validate-definition';
import { createTaskCheck } from '../../../lib/local/step-functions/definition/validate-task';
import { MODELS } from '../http/models';

const checkTask = createTaskCheck(MODELS, { emulates: (_, operation) => operation !== 'PutBucketPolicy' });
const findings = (definition: object | string, type?: string) =>
  validateDefinition(typeof definition === 'string' ? definition : JSON.stringify(definition), {
    type,
    checkTask,
  }).map(({ severity, message, location }) => `${severity} ${location ?? '-'}: ${message}`);
const machine = (states: Record<string, object>, rest: object = {}) => ({
  QueryLanguage: 'JSONata',
  StartAt: Object.keys(states)[0],
  States: states,
  ...rest,
});
const single = (state: object) => machine({ A: { End: true, ...state } });
const task = (fields: object) =>
  single({ Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:000000000000:function:work', ...fields });
const sound = { StartAt: 'I', States: { I: { Type: 'Pass', End: true } } };

test('a sound definition has no findings', () => {
  expect(
    findings(
      machine({
        A: { Type: 'Pass', Assign: { x: 1 }, Next: 'B' },
        B: { Type: 'Choice', Choices: [{ Condition: '{% $x > 1 %}', Next: 'C' }], Default: 'D' },
        C: { Type: 'Map', ItemProcessor: sound, Output: '{% $states.result %}', Next: 'E' },
        D: { Type: 'Parallel', Branches: [{ StartAt: 'J', States: { J: { Type: 'Succeed' } } }], End: true },
        E: { Type: 'Wait', Timestamp: '2026-01-02T03:04:05Z', Next: 'F' },
        F: { Type: 'Fail', Error: '{% $string($x) %}' },
      }),
    ),
  ).toEqual([]);
});

test.each<[string, object | string, string]>([
  ['an empty text', '', 'ERROR -: Definition must be a valid JSON object'],
  ['an empty object', '{}', 'ERROR /: These fields are required: [States, StartAt]'],
  [
    'a missing start',
    { QueryLanguage: 'JSONata', States: {} },
    'ERROR /: These fields are required: [StartAt]',
  ],
  [
    'an unknown start',
    { ...machine({ A: { Type: 'Succeed' } }), StartAt: 'B' },
    "ERROR /StartAt: Missing 'Next' target: B",
  ],
  [
    'a state that nothing leads to',
    machine({ A: { Type: 'Succeed' }, B: { Type: 'Succeed' } }),
    'ERROR /States/B: State "B" is not reachable.',
  ],
  [
    'an unknown type',
    single({ Type: 'Loop' }),
    "ERROR /States/A/Type: The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map]",
  ],
  [
    'no branches',
    single({ Type: 'Parallel', Branches: [] }),
    'ERROR /States/A/Branches: Value cannot be empty',
  ],
  [
    'a wrong time',
    single({ Type: 'Wait', Timestamp: '2026-13-01T00:00:00Z' }),
    'ERROR /States/A/Timestamp: String does not match RFC3339 timestamp',
  ],
  [
    'a field of JSONPath',
    single({ Type: 'Pass', ResultPath: '$' }),
    "ERROR /States/A: The QueryLanguage is set to 'JSONata', but field 'ResultPath' is only supported for the 'JSONPath' QueryLanguage",
  ],
  ['a misspelt field', single({ Type: 'Pass', Outpt: 1 }), "ERROR /States/A: Field 'Outpt' is not supported"],
  [
    'JSONPath in a JSONata state machine',
    single({ Type: 'Pass', QueryLanguage: 'JSONPath' }),
    "ERROR /States/A: 'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine",
  ],
  [
    'JSONPath',
    { ...single({ Type: 'Pass' }), QueryLanguage: undefined },
    'ERROR /States/A: the query language JSONPath (set "QueryLanguage": "JSONata") is not supported by this local runtime',
  ],
  [
    'a distributed Map',
    single({ Type: 'Map', ItemProcessor: { ...sound, ProcessorConfig: { Mode: 'DISTRIBUTED' } } }),
    'ERROR /States/A/ItemProcessor/ProcessorConfig/Mode: the distributed Map is not supported by this local runtime',
  ],
  [
    'an activity',
    task({ Resource: 'arn:aws:states:us-east-1:000000000000:activity:a' }),
    'ERROR /States/A/Resource: the activity "arn:aws:states:us-east-1:000000000000:activity:a" is not supported by this local runtime',
  ],
  [
    'a callback',
    task({ Resource: 'arn:aws:states:::sns:publish.waitForTaskToken' }),
    'ERROR /States/A/Resource: the callback pattern (.waitForTaskToken) of "arn:aws:states:::sns:publish.waitForTaskToken" is not supported by this local runtime',
  ],
  [
    'an integration that only Step Functions has',
    task({ Resource: 'arn:aws:states:::sqs:sendMessage' }),
    'ERROR /States/A/Resource: the integration "arn:aws:states:::sqs:sendMessage" is not supported by this local runtime; it has lambda:{invoke}, codebuild:{startBuild,startBuild.sync,stopBuild}, dynamodb:{getItem,putItem,updateItem,deleteItem}, events:{putEvents}, sns:{publish}, states:{startExecution}, Lambda function ARNs and aws-sdk:SERVICE:ACTION',
  ],
  [
    'a service that is not emulated',
    task({ Resource: 'arn:aws:states:::aws-sdk:ec2:describeInstances' }),
    expect.stringContaining(
      'ERROR /States/A/Resource: the integration "arn:aws:states:::aws-sdk:ec2:describeInstances" is not supported by this local runtime, which lacks the service; it has aws-sdk:',
    ),
  ],
  [
    'an operation that is not emulated',
    task({ Resource: 'arn:aws:states:::aws-sdk:s3:putBucketPolicy' }),
    'ERROR /States/A/Resource: the integration "arn:aws:states:::aws-sdk:s3:putBucketPolicy" is not supported by this local runtime, which lacks the operation PutBucketPolicy of s3',
  ],
  [
    'a resource that does not exist',
    task({ Resource: 'arn:aws:states:::aws-sdk:s3:getObjekt' }),
    'ERROR /States/A/Resource: The resource provided arn:aws:states:::aws-sdk:s3:getObjekt is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.',
  ],
  [
    'a misspelt argument',
    task({
      Resource: 'arn:aws:states:::codebuild:startBuild.sync',
      Arguments: { ProjectName: 'p', EnvironmentVariablesOverride: [{ Nmae: 'x' }] },
    }),
    'ERROR /States/A/Arguments: The field "EnvironmentVariablesOverride[0].Nmae" is not supported by Step Functions',
  ],
  [
    'a missing argument',
    task({ Resource: 'arn:aws:states:::codebuild:startBuild', Arguments: {} }),
    'ERROR /States/A/Arguments: The field "ProjectName" is required but was missing',
  ],
  [
    'a heartbeat as long as the time-out',
    task({ TimeoutSeconds: 5, HeartbeatSeconds: 5 }),
    'ERROR /States/A/HeartbeatSeconds: HeartbeatSeconds must be smaller than TimeoutSeconds',
  ],
  [
    'States.ALL before another retrier',
    task({ Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['X'] }] }),
    'ERROR /States/A/Retry[0]: States.ALL must appear only in the last element',
  ],
  [
    'an interval that is too long',
    task({ Retry: [{ ErrorEquals: ['X'], IntervalSeconds: 100_000_000 }] }),
    'ERROR /States/A/Retry[0]/IntervalSeconds: Value must be an integer between 1 and 99999999',
  ],
  [
    'a longest delay that is too long',
    task({ Retry: [{ ErrorEquals: ['X'], MaxDelaySeconds: 31_622_401 }] }),
    'ERROR /States/A/Retry[0]/MaxDelaySeconds: Value must be an integer between 1 and 31622400',
  ],
  [
    'an error name that is none',
    task({ Retry: [{ ErrorEquals: ['States.Tiemout'] }] }),
    'ERROR /States/A/Retry[0]/ErrorEquals: Unknown reserved error name: "States.Tiemout"',
  ],
  [
    'a time limit on a state that has none',
    single({ Type: 'Map', ItemProcessor: sound, TimeoutSeconds: 1 }),
    "ERROR /States/A: Field 'TimeoutSeconds' is not supported",
  ],
  [
    'a catcher on a state that has none',
    single({ Type: 'Pass', Catch: [] }),
    "ERROR /States/A: Field 'Catch' is not supported",
  ],
  [
    'a machine that never ends',
    machine({ A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } }),
    'ERROR -: Workflow has no terminal state',
  ],
  [
    'a machine that never ends, which hides that a state is not reached',
    machine({ A: { Type: 'Pass', Next: 'A' }, B: { Type: 'Pass', Next: 'A' } }),
    'ERROR -: Workflow has no terminal state',
  ],
  [
    'an unknown default',
    machine({
      A: { Type: 'Choice', Choices: [{ Condition: true, Next: 'B' }], Default: 'C' },
      B: { Type: 'Succeed' },
    }),
    "ERROR /States/A/Default: Missing 'Next' target: C",
  ],
  ...['true', 1, null].map((Condition): [string, object, string] => [
    `the condition ${JSON.stringify(Condition)}`,
    machine({ A: { Type: 'Choice', Choices: [{ Condition, Next: 'B' }] }, B: { Type: 'Succeed' } }),
    'ERROR /States/A/Choices[0]/Condition: Value must be a boolean or a JSONata expression',
  ]),
  [
    'an error that is no text',
    machine({ A: { Type: 'Fail', Error: 5 } }),
    'ERROR /States/A/Error: Expected value of type [STRING]',
  ],
  [
    'a cause that is no text',
    machine({ A: { Type: 'Fail', Cause: { a: '{% 1 %}' } } }),
    'ERROR /States/A/Cause: Expected value of type [STRING]',
  ],
  [
    'an unknown target of a catcher',
    task({ Catch: [{ ErrorEquals: ['E'], Next: 'C' }] }),
    "ERROR /States/A/Catch[0]/Next: Missing 'Next' target: C",
  ],
  [
    'an unknown query language',
    single({ Type: 'Pass', QueryLanguage: 'jsonata' }),
    'ERROR /States/A/QueryLanguage: Value should be one of the following: [JSONPath, JSONata]',
  ],
  [
    'a query language of an item processor',
    single({ Type: 'Map', ItemProcessor: { ...sound, QueryLanguage: 'JSONata' } }),
    "ERROR /States/A/ItemProcessor: Field 'QueryLanguage' is not supported",
  ],
  [
    'JSONPath under JSONata',
    single({ Type: 'Pass', QueryLanguage: 'JSONPath' }),
    "ERROR /States/A: 'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine",
  ],
  [
    'JSONPath',
    { StartAt: 'A', States: { A: { Type: 'Succeed' } } },
    'ERROR /States/A: the query language JSONPath (set "QueryLanguage": "JSONata") is not supported by this local runtime',
  ],
  [
    'the distributed Map',
    single({ Type: 'Map', ItemProcessor: { ...sound, ProcessorConfig: { Mode: 'DISTRIBUTED' } } }),
    'ERROR /States/A/ItemProcessor/ProcessorConfig/Mode: the distributed Map is not supported by this local runtime',
  ],
  [
    'a Map without a graph',
    single({ Type: 'Map' }),
    'ERROR /States/A: These fields are required: [ItemProcessor]',
  ],
  [
    'a Map with two graphs',
    single({ Type: 'Map', ItemProcessor: sound, Iterator: sound }),
    'ERROR /States/A: There should only be one of the following fields: [ItemProcessor, Iterator]',
  ],
  [
    'an unknown field of an item processor',
    single({ Type: 'Map', ItemProcessor: { ...sound, Comment: 'c', Foo: 1 } }),
    "ERROR /States/A/ItemProcessor: Field 'Foo' is not supported",
  ],
  [
    'an unknown mode of an item processor',
    single({ Type: 'Map', ItemProcessor: { ...sound, ProcessorConfig: { Mode: 'FOO' } } }),
    "ERROR /States/A/ItemProcessor/ProcessorConfig/Mode: The field 'Mode' should have one of these values: [INLINE, DISTRIBUTED]",
  ],
  [
    'an item processor that is nothing',
    single({ Type: 'Map', ItemProcessor: null }),
    'ERROR /States/A/ItemProcessor: These fields are required: [States, StartAt]',
  ],
  [
    'an unknown field of a branch',
    single({ Type: 'Parallel', Branches: [{ ...sound, Comment: 'c', ProcessorConfig: {} }] }),
    "ERROR /States/A/Branches[0]: Field 'ProcessorConfig' is not supported",
  ],
  [
    'a query language of an iterator',
    single({ Type: 'Map', Iterator: { ...sound, QueryLanguage: 'JSONata' } }),
    "ERROR /States/A/Iterator: Field 'QueryLanguage' is not supported",
  ],
  [
    'a field of the distributed Map',
    single({ Type: 'Map', ItemProcessor: sound, ItemReader: {} }),
    'ERROR /States/A/ItemReader: the distributed Map, and so its field "ItemReader", is not supported by this local runtime',
  ],
  [
    'a percentage above 100',
    single({ Type: 'Map', ItemProcessor: sound, ToleratedFailurePercentage: 100.5 }),
    'ERROR /States/A/ToleratedFailurePercentage: Maximum value is 100.0',
  ],
  [
    'a percentage below 0',
    single({ Type: 'Map', ItemProcessor: sound, ToleratedFailurePercentage: -0.5 }),
    'ERROR /States/A/ToleratedFailurePercentage: Minimum value is 0.0',
  ],
  ...['MaxConcurrency', 'ToleratedFailureCount'].map((field): [string, object, string] => [
    `a ${field} below 0`,
    single({ Type: 'Map', ItemProcessor: sound, [field]: -1 }),
    `ERROR /States/A/${field}: Minimum value is 0`,
  ]),
  [
    'a number that is no integer',
    single({ Type: 'Map', ItemProcessor: sound, MaxConcurrency: 1.5 }),
    'ERROR /States/A/MaxConcurrency: Value must be an integer or a JSONata expression',
  ],
  [
    'a wait that is too long',
    single({ Type: 'Wait', Seconds: 1e16 }),
    'ERROR /States/A/Seconds: Maximum value is 99999999',
  ],
])('%s is found', (_what, definition, finding) => {
  expect(findings(definition)).toEqual([finding]);
});

test('intervals may be as long as the user guide says, and longer than the longest delay', () => {
  const retry = (fields: object) => task({ Retry: [{ ErrorEquals: ['X'], ...fields }] });
  expect(findings(retry({ IntervalSeconds: 99_999_999 }))).toEqual([]);
  expect(findings(retry({ MaxDelaySeconds: 31_622_400 }))).toEqual([]);
  expect(findings(retry({ IntervalSeconds: 9, MaxDelaySeconds: 2 }))).toEqual([]);
});

test('a Map may have its graph under the deprecated name', () => {
  expect(findings(single({ Type: 'Map', Iterator: sound }))).toEqual([]);
});

test('a state that leads nowhere gives both what is missing and that there is no end', () => {
  const definition = JSON.stringify(machine({ A: { Type: 'Pass', Next: 'B' } }));
  expect(validateDefinition(definition)).toEqual([
    {
      severity: 'ERROR',
      code: 'MISSING_TRANSITION_TARGET',
      message: "Missing 'Next' target: B",
      location: '/States/A/Next',
    },
    { severity: 'ERROR', code: 'MISSING_END_STATE', message: 'Workflow has no terminal state' },
  ]);
});

test('express state machines are refused', () => {
  expect(findings(single({ Type: 'Pass' }), 'EXPRESS')).toEqual([
    'ERROR /: the state machine type EXPRESS is not supported by this local runtime',
  ]);
});
