import type { Decision } from '../../lib/local/iam/journal';
import { decide } from '../../lib/local/iam/policy/decide';
import { parsePolicy } from '../../lib/local/iam/policy/parse-policy';
import { judge } from './judge';
import { labelStatements } from './label-statements';
import { mutatePolicy, mutationsOf } from './mutation';

const ROLE = 'arn:aws:iam::000000000000:role/worker';

/** A role with some statements, and a bucket that refuses one object to everybody. */
function templateOf(statements: unknown[]) {
  return {
    Resources: {
      Worker: {
        Type: 'AWS::IAM::Role',
        Properties: {
          RoleName: 'worker',
          Policies: [{ PolicyDocument: { Version: '2012-10-17', Statement: statements } }],
        },
      },
      BucketPolicy12345678: {
        Type: 'AWS::S3::BucketPolicy',
        Properties: {
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              { Effect: 'Deny', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/secret' },
            ],
          },
        },
      },
    },
  };
}

const READ_WRITE = {
  Sid: 'Use',
  Effect: 'Allow',
  Action: ['s3:GetObject', 's3:PutObject'],
  Resource: ['arn:aws:s3:::b/*', 'arn:aws:s3:::c/*'],
};

/** Labels a template and puts requests to its policies, as a run of the flows would. */
function recordedWith(statements: unknown[], requests: readonly [string, string][]) {
  const template: any = templateOf(structuredClone(statements));
  const mutations = mutationsOf(labelStatements([{ stack: 's', template }]));
  const { Worker, BucketPolicy12345678: bucket } = template.Resources;
  const identity = [parsePolicy(Worker.Properties.Policies[0].PolicyDocument, 'identity-based', 'role')];
  const resource = parsePolicy(bucket.Properties.PolicyDocument, 'resource-based', 'bucket');
  const recorded = requests.map(([action, name]) => {
    const request = {
      action,
      resource: `arn:aws:s3:::${name}`,
      caller: { account: '000000000000', arns: [ROLE] },
      context: new Map(),
    };
    const question = { request, identity, resource };
    const principal = { arn: ROLE, roleArn: ROLE, account: '000000000000' };
    const decision: Decision = { principal, question, answer: decide(question) };
    return { ...decision, flow: 'a flow', probe: false };
  });
  const verdicts = Object.fromEntries(
    mutations.map((mutation) => [mutation.id, judge(mutation, recorded).verdict]),
  );
  return { template, mutations, verdicts };
}

test('a statement, action or resource is needed when a recorded request would be refused without it', () => {
  const { verdicts } = recordedWith([READ_WRITE], [['s3:GetObject', 'b/one']]);
  expect(verdicts).toEqual({
    's/worker/Use': 'needed',
    's/worker/Use/s3:GetObject': 'needed',
    's/worker/Use/s3:PutObject': 'unused',
    's/worker/Use/arn:aws:s3:::b/*': 'needed',
    's/worker/Use/arn:aws:s3:::c/*': 'unused',
    's/BucketPolicy/#0': 'unused',
  });
});

test('a deny is needed when a recorded request would be allowed without it', () => {
  const { verdicts } = recordedWith([READ_WRITE], [['s3:GetObject', 'b/secret']]);
  expect(verdicts['s/BucketPolicy/#0']).toBe('needed');
});

test('a grant that another statement gives as well is covered', () => {
  const twice = { ...READ_WRITE, Sid: 'Twice', Action: 's3:GetObject', Resource: '*' };
  const { verdicts } = recordedWith([READ_WRITE, twice], [['s3:GetObject', 'b/one']]);
  expect(verdicts).toMatchObject({ 's/worker/Use': 'covered', 's/worker/Twice': 'covered' });
});

test('a mutation takes away exactly what it names', () => {
  const { template, mutations } = recordedWith([READ_WRITE], []);
  const document = template.Resources.Worker.Properties.Policies[0].PolicyDocument;
  const policy = parsePolicy(document, 'identity-based', 'role');
  const statementsAfter = (id: string) =>
    mutatePolicy(policy, mutations.find((mutation) => mutation.id === id)!).statements;
  expect(statementsAfter('s/worker/Use/s3:PutObject')[0]?.actions.patterns).toEqual(['s3:GetObject']);
  expect(statementsAfter('s/worker/Use/arn:aws:s3:::b/*')[0]?.resources?.patterns).toEqual([
    'arn:aws:s3:::c/*',
  ]);
  expect(statementsAfter('s/worker/Use')).toEqual([]);
  expect(statementsAfter('s/BucketPolicy/#0')).toEqual(policy.statements);
});
