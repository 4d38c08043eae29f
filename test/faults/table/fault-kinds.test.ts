import { FAULT_KINDS } from './fault-kinds';

const kindsAt = (place: string) =>
  FAULT_KINDS.filter(({ at }) => at(place) !== undefined).map(({ name }) => name);

const OF_A_CALL = [
  'no connection',
  'cut off in a body',
  'status 500',
  'status 429',
  'status 403',
  'expired token',
  'too slow',
  'lost answer',
  'process killed',
];

test.each([
  'TakeLock: vigilant-publish-workflow dynamodb:UpdateItem us-east-1',
  'PromoteRegion: vigilant-promote codeartifact:CopyPackageVersions eu-west-1 release',
  'vigilant-publish-job codeartifact:GetAuthorizationToken eu-west-1',
  // Starts an execution and gets an answer: nobody delivers an event.
  'Publish: vigilant-publish-action stepfunctions:StartExecution us-east-1',
  'StartRollback: vigilant-sweep-workflow stepfunctions:StartExecution us-east-1',
])('every fault of a call can happen at %s, and none of an event', (place) => {
  expect(kindsAt(place)).toEqual(OF_A_CALL);
});

test.each([
  'vigilant-publish-job codeartifact:PublishPackageVersion eu-west-1 wheel',
  'Store: vigilant-store-action s3:PutObject us-east-1 bundle.zip',
])('wrong bytes can be stored by %s', (place) => {
  expect(kindsAt(place)).toEqual([...OF_A_CALL.slice(0, -1), 'wrong bytes', 'process killed']);
});

test.each([
  'vigilant-recovery: vigilant-recovery stepfunctions:StartExecution us-east-1',
  'vigilant-push: vigilant-pipeline-trigger codepipeline:StartPipelineExecution us-east-1',
])('an event that is delivered by %s can come twice or never', (place) => {
  expect(kindsAt(place)).toEqual([...OF_A_CALL, 'event twice', 'event lost']);
});

test('a service that delivers as itself has no token that could expire', () => {
  const place = 'vigilant-RecoveryStarted: events.amazonaws.com sns:Publish us-east-1';
  expect(kindsAt(place)).toEqual([
    ...OF_A_CALL.filter((name) => name !== 'expired token'),
    'event twice',
    'event lost',
  ]);
});
