import { architectureDiagram } from './architecture-diagram';
import { currentDiagram, diagramInReadme } from './readme-diagram';

const stack = (name: string, region: string) => ({
  ...{ name, region, account: '', terminationProtection: false, waitsFor: [] },
});
const resource = (Type: string, Properties: object = {}) => ({ Type, Properties });
const draw = (resources: Record<string, object>) =>
  architectureDiagram({
    stacks: [stack('one', 'us-east-1')],
    templates: { one: { Resources: resources } },
  });
const arrows = (diagram: string) => diagram.split('\n').filter((line) => line.includes('-->'));

test('the README has the diagram of the app as it is synthesized; "npm run diagram" renews it', () => {
  expect(diagramInReadme()).toBe(currentDiagram());
});

test('an arrow is what a role allows', () => {
  const Statement = [
    { Sid: 'KeepLedger', Action: ['dynamodb:GetItem'], Resource: { 'Fn::GetAtt': ['Ledger', 'Arn'] } },
  ];
  const diagram = draw({
    Ledger: resource('AWS::DynamoDB::Table', { TableName: 'ledger' }),
    Role: resource('AWS::IAM::Role', { Policies: [{ PolicyDocument: { Statement } }] }),
    Job: resource('AWS::CodeBuild::Project', { Name: 'job', ServiceRole: { 'Fn::GetAtt': ['Role', 'Arn'] } }),
  });
  expect(arrows(diagram)).toEqual(['  Job -->|keep ledger| Ledger']);
});

test('what a policy names in another stack is found by its name', () => {
  const Resource = { 'Fn::Join': ['', ['arn:aws:codeartifact:eu-west-1:1:package/acme/staging/pypi//*']] };
  const Statement = [{ Sid: 'UploadToStaging', Action: ['codeartifact:PublishPackageVersion'], Resource }];
  const repository = (RepositoryName: string) =>
    resource('AWS::CodeArtifact::Repository', { RepositoryName });
  const diagram = architectureDiagram({
    stacks: [stack('eu', 'eu-west-1'), stack('us', 'us-west-2'), stack('main', 'us-east-1')],
    templates: {
      eu: { Resources: { Staging: repository('staging'), Release: repository('release') } },
      us: { Resources: { Staging: repository('staging'), Release: repository('release') } },
      main: {
        Resources: {
          Role: resource('AWS::IAM::Role', { Policies: [{ PolicyDocument: { Statement } }] }),
          Job: resource('AWS::CodeBuild::Project', { ServiceRole: { Ref: 'Role' } }),
        },
      },
    },
  });
  expect(diagram.match(/subgraph.*/g)).toEqual([
    'subgraph stack0 ["each region"]',
    'subgraph stack1 ["us-east-1"]',
  ]);
  expect(arrows(diagram)).toEqual(['  Job -->|upload to staging| Staging']);
});

test('an arrow is what an event starts', () => {
  const diagram = draw({
    Runs: resource('AWS::StepFunctions::StateMachine', { StateMachineName: 'publish' }),
    Topic: resource('AWS::SNS::Topic', { TopicName: 'topic' }),
    Rule: resource('AWS::Events::Rule', {
      Name: 'vigilant-RunStopped',
      EventPattern: { detail: { stateMachineArn: [{ Ref: 'Runs' }] } },
      Targets: [{ Arn: { Ref: 'Topic' } }],
    }),
  });
  expect(arrows(diagram)).toEqual(['  Runs -->|run stopped| Topic']);
});

test('a type of resource that the diagram does not know is no silent gap', () => {
  expect(() => draw({ Queue: resource('AWS::SQS::Queue') })).toThrow(
    'AWS::SQS::Queue Queue: expected a type that test/diagram/kinds.ts draws or leaves out',
  );
});
