import type { ActionRunner } from '../../../lib/local/codepipeline/action-runner';
import { codeBuild } from '../../../lib/local/codepipeline/actions/code-build';
import { codeCommitSource } from '../../../lib/local/codepipeline/actions/code-commit-source';
import { manualApproval } from '../../../lib/local/codepipeline/actions/manual-approval';
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
    manualApproval({} as any),
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
  [
    'a reserved namespace',
    (p) => (action(p, BUILD).Namespace = 'variables'),
    /action Build: Namespace "variables" is reserved/,
  ],
  [
    'a namespace named as an artifact',
    (p) => (action(p, BUILD).Namespace = 'Release'),
    /Namespace "Release" is the name of an artifact/,
  ],
  [
    'a reference to no namespace',
    (p) => (action(p, STORE).Configuration.ObjectKey = 'x/#{Bild.VERSION}'),
    /action Store: Configuration\.ObjectKey: #\{Bild\.VERSION\}: no action that ends before has the namespace Bild/,
  ],
  [
    'a reference to an action of the same run order',
    (p) => {
      action(p, STORE).Namespace = 'Stored';
      p.Stages[STORE].Actions[1].RunOrder = 1;
      p.Stages[STORE].Actions[1].Configuration.CustomData = '#{Stored.X}';
    },
    /action Approve: Configuration\.CustomData: #\{Stored\.X\}: no action that ends before/,
  ],
  [
    'a reference without a key',
    (p) => (action(p, PUBLISH).Configuration.Input = '{"a":"#{Build}"}'),
    /#\{Build\}: expected #\{NAMESPACE\.KEY\}, a namespace and a key separated by a period/,
  ],
  [
    'a pipeline variable that is not declared',
    (p) => (action(p, PUBLISH).Configuration.Input = '{"a":"#{variables.chanel}"}'),
    /the pipeline declares no variable chanel/,
  ],
  [
    'a pipeline variable in a source action',
    (p) => (action(p).Configuration.BranchName = '#{variables.channel}'),
    /variables at the pipeline level cannot be used in source actions/,
  ],
  [
    'an artifact of an action of the same run order',
    (p) =>
      p.Stages[BUILD].Actions.push({
        ...action(p, BUILD),
        Name: 'Test',
        Namespace: 'Test',
        InputArtifacts: [{ Name: 'Release' }],
        OutputArtifacts: [],
      }),
    /action Test: no action that ends before gives the input artifact Release/,
  ],
  [
    'a build without source',
    (p) => (action(p, BUILD).InputArtifacts = []),
    /input artifacts: expected 1 to 5, got 0/,
  ],
  [
    'a deployment with a result',
    (p) => (action(p, STORE).OutputArtifacts = [{ Name: 'X' }]),
    /output artifacts: expected 0, got 1/,
  ],
  ['run order 1000', (p) => (action(p, BUILD).RunOrder = 1000), /RunOrder: expected 1 to 999, got 1000/],
  [
    'a time-out of a build action',
    (p) => (action(p, BUILD).TimeoutInMinutes = 10),
    /action Build: TimeoutInMinutes is available only to the manual approval/,
  ],
  [
    'a time-out of no approval',
    (p) => (p.Stages[STORE].Actions[1].TimeoutInMinutes = 4),
    /TimeoutInMinutes: expected 5 to 86400, got 4/,
  ],
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
