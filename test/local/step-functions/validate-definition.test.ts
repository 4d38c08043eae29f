import { resolve } from 'node:path';
import { findModelDirectory } from '../../../lib/local/http/model/find-model-directory';
import { createServiceModels } from '../../../lib/local/http/model/service-models';

import { validateDefinition } from '../../../lib/local/step-functions/definition/validate-definition';
import { createTaskCheck } from '../../../lib/local/step-functions/definition/validate-task';

const models = createServiceModels(findModelDirectory(resolve(__dirname, '../../..'), process.env));
const checkTask = createTaskCheck(models, { emulates: (_, operation) => operation !== 'PutBucketPolicy' });
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
    'an unknown target',
    single({ Type: 'Pass', End: undefined, Next: 'B' }),
    "ERROR /States/A/Next: Missing 'Next' target: B",
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
    'ERROR /States/A/ResultPath: Field is not supported when the query language is JSONata: ResultPath',
  ],
  ['a misspelt field', single({ Type: 'Pass', Outpt: 1 }), 'ERROR /States/A/Outpt: Field is not supported'],
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
    'ERROR /States/A/Resource: The resource provided arn:aws:states:::aws-sdk:s3:getObjekt is not recognized',
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
    'a longest delay below the interval',
    task({ Retry: [{ ErrorEquals: ['X'], IntervalSeconds: 9, MaxDelaySeconds: 9 }] }),
    'ERROR /States/A/Retry[0]/MaxDelaySeconds: Value must be an integer greater than IntervalSeconds and at most 31622400',
  ],
  [
    'an error name that is none',
    task({ Retry: [{ ErrorEquals: ['States.Tiemout'] }] }),
    'ERROR /States/A/Retry[0]/ErrorEquals: Unknown reserved error name: "States.Tiemout"',
  ],
  [
    'an expression that cannot be parsed',
    single({ Type: 'Pass', Output: '{% 1 + %}' }),
    "ERROR /States/A/Output: The JSONata expression '1 +' could not be parsed: Unexpected end of expression",
  ],
  [
    'a name that nothing assigns',
    single({ Type: 'Pass', Output: { a: '{% $typo %}' } }),
    "WARNING /States/A/Output/a: The variable '$typo' is not assigned before it is used",
  ],
  [
    'a result where there is none',
    single({ Type: 'Pass', Output: '{% $states.result %}' }),
    "WARNING /States/A/Output: '$states.result' does not exist here",
  ],
  [
    '$eval',
    single({ Type: 'Pass', Output: "{% $eval('1') %}" }),
    "WARNING /States/A/Output: The function '$eval' is not supported; use '$parse'",
  ],
  [
    'an inner assignment to an outer variable',
    machine({
      A: { Type: 'Pass', Assign: { x: 1 }, Next: 'M' },
      M: {
        Type: 'Map',
        ItemProcessor: { StartAt: 'I', States: { I: { Type: 'Pass', Assign: { x: 2 }, End: true } } },
        End: true,
      },
    }),
    "ERROR /States/M/ItemProcessor/States/I/Assign/x: The variable 'x' is assigned in an outer scope and cannot be assigned here",
  ],
])('%s is found', (_what, definition, finding) => {
  expect(findings(definition)).toEqual([finding]);
});

test('names that an expression binds itself are not taken for variables', () => {
  const expression =
    '{% ($a := 1; $f := function($b) { $a + $b }; $map($states.input, function($v, $i) { $f($v) + $i })) %}';
  expect(findings(single({ Type: 'Pass', Output: expression }))).toEqual([]);
});

test('express state machines are refused', () => {
  expect(findings(single({ Type: 'Pass' }), 'EXPRESS')).toEqual([
    'ERROR /: the state machine type EXPRESS is not supported by this local runtime',
  ]);
});
