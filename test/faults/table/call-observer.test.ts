import type { FaultTarget } from '../../../lib/local/http/faults';
import { CallObserver } from './call-observer';

const assumed = (role: string, session: string) =>
  `arn:aws:sts::000000000000:assumed-role/${role}/${session}`;

const invocation = (purpose: string, version: string): FaultTarget => ({
  ...{ service: 'lambda', operation: 'Invoke', region: 'us-east-1', purpose },
  caller: assumed('vigilant-publish-workflow', `run-${version}`),
  subject: JSON.stringify({
    FunctionName: 'arn:aws:lambda:us-east-1:000000000000:function:vigilant-promote',
    Payload: JSON.stringify({ region: 'eu-west-1', version }),
  }),
});

const look = (packageVersion: string): FaultTarget => ({
  ...{ service: 'codeartifact', operation: 'DescribePackageVersion', region: 'eu-west-1' },
  caller: assumed('vigilant-promote', 'vigilant-promote'),
  subject: JSON.stringify({ repository: 'release', packageVersion }),
});

const LOOK = 'PromoteRegion: vigilant-promote codeartifact:DescribePackageVersion eu-west-1 release';

let observer: CallObserver;
beforeEach(() => {
  observer = new CallObserver();
});

test('a call of a function is known by the state that invoked the function for that version', () => {
  observer.observe(invocation('PromoteRegion', '1.10000'));
  observer.observe(invocation('RetractRegion', '1.10001'));
  expect(observer.observe(look('1.10000'))?.place).toBe(LOOK);
});

test('what a function asks twice in one invocation are two places', () => {
  observer.observe(invocation('PromoteRegion', '1.10000'));
  expect([1, 2].map(() => observer.observe(look('1.10000'))?.place)).toEqual([LOOK, `${LOOK} #2`]);
});

test('a call that a fault has broken is made again in the same place', () => {
  observer.observe(invocation('PromoteRegion', '1.10000'));
  const broken = observer.observe(look('1.10000'));
  if (broken) observer.broken(broken);
  expect(observer.observe(look('1.10000'))?.place).toBe(LOOK);
});

test('a function that is invoked again makes the same calls', () => {
  const places = [1, 2].map(() => {
    observer.observe(invocation('PromoteRegion', '1.10000'));
    return observer.observe(look('1.10000'))?.place;
  });
  expect(places).toEqual([LOOK, LOOK]);
});

test('however often an execution looks at a build, that is one place', () => {
  const poll: FaultTarget = {
    ...{ service: 'codebuild', operation: 'BatchGetBuilds', region: 'us-east-1', purpose: 'PublishJob' },
    ...{ subject: '{}', caller: assumed('vigilant-publish-workflow', 'run-1.10000') },
  };
  const calls = [1, 2].map(() => observer.observe(poll));
  expect(calls.map((call) => call?.place)).toEqual(
    [1, 2].map(() => 'PublishJob: vigilant-publish-workflow codebuild:BatchGetBuilds us-east-1'),
  );
  expect(calls.map((call) => call?.version)).toEqual(['1.10000', '1.10000']);
});

test('a job tells its version once, and is known by it from then on', () => {
  const caller = assumed('vigilant-publish-job', 'AWSCodeBuild-1');
  const call = (operation: string, subject: string) =>
    observer.observe({ service: 's3', operation, region: 'us-east-1', subject, caller })?.version;
  expect(call('ListObjectsV2', '{}')).toBeUndefined();
  expect(call('GetObject', JSON.stringify({ Key: 'name/1.10000/digest/bundle.zip' }))).toBe('1.10000');
  expect(call('ListObjectsV2', '{}')).toBe('1.10000');
});

test('a rule without a role delivers as the service, and each delivery is the same call', () => {
  const delivery: FaultTarget = {
    ...{ service: 'sns', operation: 'Publish', region: 'us-east-1', subject: '{}' },
    ...{ caller: 'events.amazonaws.com', purpose: 'vigilant-RecoveryStarted' },
  };
  expect([1, 2].map(() => observer.observe(delivery)?.place)).toEqual(
    [1, 2].map(() => 'vigilant-RecoveryStarted: events.amazonaws.com sns:Publish us-east-1'),
  );
});

test('calls of persons are none of the workflow', () => {
  expect(
    observer.observe({ ...look('1.10000'), caller: 'arn:aws:iam::000000000000:user/operator' }),
  ).toBeUndefined();
});
