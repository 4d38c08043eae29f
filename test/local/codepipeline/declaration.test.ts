import type { ActionRunner } from '../../../lib/local/codepipeline/action-runner';
import { codeBuild } from '../../../lib/local/codepipeline/actions/code-build';
import { codeCommitSource } from '../../../lib/local/codepipeline/actions/code-commit-source';
import { s3Deploy } from '../../../lib/local/codepipeline/actions/s3-deploy';
import { stepFunctions } from '../../../lib/local/codepipeline/actions/step-functions';
import { readDeclaration } from '../../../lib/local/codepipeline/read-declaration';
import { validateDeclaration } from '../../../lib/local/codepipeline/validate-declaration';
import { pipelineResources } from './pipeline-resources';

const clock = {} as any;
const runners = new Map<string, ActionRunner>(
  [
    codeCommitSource({ codecommit: {} as any, iam: {} as any }),
    codeBuild('Build', { codebuild: {} as any, clock }),
    s3Deploy({ workDirectory: '/nowhere' }),
    stepFunctions({ clock }),
    {
      type: 'Approval/AWS/Manual/1',
      configuration: ['NotificationArn', 'CustomData'],
      run: async () => ({}),
    },
  ].map((runner) => [runner.type, runner]),
);

function deploy(change: (properties: any) => void) {
  const { Properties: properties, Type: type } = pipelineResources('000000000000')['Pipeline'];
  change(properties);
  const resource = {
    stack: 'S',
    logicalId: 'P',
    region: 'us-east-1',
    account: '000000000000',
    type,
    properties,
  };
  const declaration = readDeclaration(resource);
  validateDeclaration(declaration, { runners, region: 'us-east-1' });
  return declaration;
}

const [SOURCE, BUILD, STORE, PUBLISH] = [0, 1, 2, 3];
const action = (properties: any, stage = 0) => properties.Stages[stage].Actions[0];

test('what CDK synthesizes is read into the shape of the API, with text as configuration', () => {
  const declaration = deploy(() => undefined);
  expect(declaration.stages[0]!.actions[0]).toEqual({
    name: 'Source',
    actionTypeId: { category: 'Source', owner: 'AWS', provider: 'CodeCommit', version: '1' },
    runOrder: 1,
    configuration: { RepositoryName: 'demo', BranchName: 'main', PollForSourceChanges: 'false' },
    inputArtifacts: [],
    outputArtifacts: [{ name: 'Artifact_Source_Source' }],
    roleArn: 'arn:aws:iam::000000000000:role/source',
    namespace: 'Source',
  });
});

test.each<[string, (properties: any) => void, RegExp]>([
  ['type V1', (p) => (p.PipelineType = 'V1'), /PipelineType: only "V2" is emulated, got "V1"/],
  ['mode SUPERSEDED', (p) => (p.ExecutionMode = 'SUPERSEDED'), /ExecutionMode: only "QUEUED"/],
  ['mode PARALLEL', (p) => (p.ExecutionMode = 'PARALLEL'), /ExecutionMode: only "QUEUED"/],
  ['no mode', (p) => delete p.ExecutionMode, /ExecutionMode: only "QUEUED" is emulated, got "nothing"/],
  ['restart on update', (p) => (p.RestartExecutionOnUpdate = true), /RestartExecutionOnUpdate/],
  ['triggers', (p) => (p.Triggers = []), /Triggers is not emulated/],
  ['cross-region stores', (p) => delete p.ArtifactStore, /ArtifactStore is missing/],
  ['stage conditions', (p) => (p.Stages[1].OnFailure = {}), /stage Build: OnFailure not emulated/],
  ['commands', (p) => (action(p, BUILD).Commands = ['x']), /action Build: Commands not emulated/],
  ['another region', (p) => (action(p, BUILD).Region = 'eu-west-1'), /cross-region actions/],
  [
    'a long configuration value',
    (p) => (action(p, PUBLISH).Configuration.Input = 'x'.repeat(1001)),
    /Configuration\.Input: expected at most 1000 characters, found 1001/,
  ],
  [
    'polling',
    (p) => (action(p).Configuration.PollForSourceChanges = true),
    /PollForSourceChanges must be false/,
  ],
  [
    'a clone reference',
    (p) => (action(p).Configuration.OutputArtifactFormat = 'CODEBUILD_CLONE_REF'),
    /only CODE_ZIP is emulated/,
  ],
  [
    'a connection',
    (p) => (action(p).ActionTypeId.Provider = 'CodeStarSourceConnection'),
    /a connection reads from a Git host .* configure CodeCommit/,
  ],
  [
    'an unknown action',
    (p) => (action(p, STORE).ActionTypeId.Provider = 'CodeDeploy'),
    /Deploy\/AWS\/CodeDeploy\/1 is not emulated; supported: Source\/AWS\/CodeCommit\/1/,
  ],
  [
    'batch builds',
    (p) => (action(p, BUILD).Configuration.BatchEnabled = 'true'),
    /Configuration\.BatchEnabled/,
  ],
  ['an unknown artifact', (p) => (action(p, BUILD).InputArtifacts = [{ Name: 'X' }]), /input artifact X/],
  [
    'an artifact twice',
    (p) => (action(p, BUILD).OutputArtifacts = [{ Name: 'Artifact_Source_Source' }]),
    /exists/,
  ],
  ['a namespace twice', (p) => (action(p, BUILD).Namespace = 'Source'), /Namespace "Source" is used twice/],
  ['a stage twice', (p) => (p.Stages[2].Name = 'Build'), /stage name "Build" is used twice/],
  [
    'a source action later',
    (p) => (p.Stages[1].Actions = [{ ...action(p), Namespace: 'Other' }]),
    /source actions belong/,
  ],
  ['one stage', (p) => p.Stages.splice(1), /at least two stages/],
  ['input from a file', (p) => (action(p, PUBLISH).Configuration.InputType = 'FilePath'), /only Literal/],
])('%s is refused by name', (_name, change, message) => {
  expect(() => deploy(change)).toThrow(message);
});

test('several sources of a build need a primary one', () => {
  expect(() =>
    deploy((p) => {
      const [source] = p.Stages[SOURCE].Actions;
      p.Stages[SOURCE].Actions.push({
        ...source,
        Name: 'Other',
        Namespace: 'O',
        OutputArtifacts: [{ Name: 'Other' }],
      });
      action(p, BUILD).InputArtifacts.push({ Name: 'Other' });
    }),
  ).toThrow(/PrimarySource is required/);
});
