const policy = (...statements: object[]) => ({ Version: '2012-10-17', Statement: statements });
const allow = (Action: string | string[], Resource: string | string[]) => ({
  Effect: 'Allow',
  Action,
  Resource,
});
const trust = (Principal: object) => policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal });

const READ = ['s3:GetObject*', 's3:GetBucket*', 's3:List*'];
const WRITE = ['s3:DeleteObject*', 's3:PutObject', 's3:Abort*'];

/**
 * The resources of a pipeline with the grants that CDK synthesizes for it, intrinsics resolved: a git push starts
 * Source → Build → Store (S3 deploy and approval) → Publish (state machine).
 */
export function pipelineResources(account: string): Record<string, any> {
  const role = (name: string) => `arn:aws:iam::${account}:role/${name}`;
  const repository = `arn:aws:codecommit:us-east-1:${account}:demo`;
  const pipeline = `arn:aws:codepipeline:us-east-1:${account}:demo`;
  const project = `arn:aws:codebuild:us-east-1:${account}:project/demo-build`;
  const stateMachine = `arn:aws:states:us-east-1:${account}:stateMachine:demo-publish`;
  const topic = `arn:aws:sns:us-east-1:${account}:demo`;
  const artifacts = ['arn:aws:s3:::artifacts', 'arn:aws:s3:::artifacts/*'];
  const releases = ['arn:aws:s3:::releases', 'arn:aws:s3:::releases/*'];
  const actionRole = (name: string, ...statements: object[]) => ({
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: name,
      AssumeRolePolicyDocument: trust({ AWS: role('pipeline') }),
      Policies: [{ PolicyName: 'default', PolicyDocument: policy(...statements) }],
    },
  });
  return {
    Repository: { Type: 'AWS::CodeCommit::Repository', Properties: { RepositoryName: 'demo' } },
    Artifacts: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'artifacts' } },
    Releases: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'releases' } },
    PipelineRole: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: 'pipeline',
        AssumeRolePolicyDocument: trust({ Service: 'codepipeline.amazonaws.com' }),
        Policies: [
          {
            PolicyName: 'default',
            PolicyDocument: policy(
              allow('sts:AssumeRole', ['source', 'build', 'store', 'approve', 'publish'].map(role)),
            ),
          },
        ],
      },
    },
    SourceRole: actionRole(
      'source',
      allow([...READ, ...WRITE], artifacts),
      allow(
        [
          'codecommit:GetBranch',
          'codecommit:GetCommit',
          'codecommit:UploadArchive',
          'codecommit:GetUploadArchiveStatus',
        ],
        repository,
      ),
    ),
    BuildRole: actionRole(
      'build',
      allow(['codebuild:BatchGetBuilds', 'codebuild:StartBuild', 'codebuild:StopBuild'], project),
    ),
    StoreRole: actionRole('store', allow(READ, artifacts), allow(WRITE, releases)),
    ApproveRole: actionRole('approve', allow('sns:Publish', topic)),
    PublishRole: actionRole(
      'publish',
      allow(['states:StartExecution', 'states:DescribeStateMachine'], stateMachine),
      allow('states:DescribeExecution', `${stateMachine.replace(':stateMachine:', ':execution:')}:pipeline*`),
    ),
    EventsRole: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: 'events',
        AssumeRolePolicyDocument: trust({ Service: 'events.amazonaws.com' }),
        Policies: [
          {
            PolicyName: 'default',
            PolicyDocument: policy(allow('codepipeline:StartPipelineExecution', pipeline)),
          },
        ],
      },
    },
    Pipeline: {
      Type: 'AWS::CodePipeline::Pipeline',
      Properties: {
        Name: 'demo',
        PipelineType: 'V2',
        ExecutionMode: 'QUEUED',
        RestartExecutionOnUpdate: false,
        RoleArn: role('pipeline'),
        ArtifactStore: { Type: 'S3', Location: 'artifacts' },
        Variables: [{ Name: 'channel', DefaultValue: 'stable' }],
        Stages: stages({ role, stateMachine, topic }),
      },
    },
    PushRule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        Name: 'push',
        State: 'ENABLED',
        EventPattern: {
          source: ['aws.codecommit'],
          resources: [repository],
          'detail-type': ['CodeCommit Repository State Change'],
          detail: { event: ['referenceCreated', 'referenceUpdated'], referenceName: ['main'] },
        },
        Targets: [{ Arn: pipeline, Id: 'Target0', RoleArn: role('events') }],
      },
    },
    Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'demo' } },
    TopicPolicy: {
      Type: 'AWS::SNS::TopicPolicy',
      Properties: {
        Topics: [topic],
        PolicyDocument: policy({
          ...allow('sns:Publish', topic),
          Principal: { Service: 'events.amazonaws.com' },
        }),
      },
    },
    FailureRule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        Name: 'failures',
        EventPattern: {
          source: ['aws.codepipeline'],
          resources: [pipeline],
          'detail-type': ['CodePipeline Pipeline Execution State Change'],
          detail: { state: ['FAILED'] },
        },
        Targets: [{ Arn: topic, Id: 'Target0', InputPath: '$.detail' }],
      },
    },
  };
}

function stages({
  role,
  stateMachine,
  topic,
}: {
  role: (name: string) => string;
  stateMachine: string;
  topic: string;
}) {
  const action = (name: string, type: string, properties: object) => {
    const [Category, Owner, Provider] = type.split('/');
    return {
      Name: name,
      ActionTypeId: { Category, Owner, Provider, Version: '1' },
      RoleArn: role(name.toLowerCase()),
      RunOrder: 1,
      ...properties,
    };
  };
  return [
    {
      Name: 'Source',
      Actions: [
        action('Source', 'Source/AWS/CodeCommit', {
          Namespace: 'Source',
          Configuration: { RepositoryName: 'demo', BranchName: 'main', PollForSourceChanges: false },
          OutputArtifacts: [{ Name: 'Artifact_Source_Source' }],
        }),
      ],
    },
    {
      Name: 'Build',
      Actions: [
        action('Build', 'Build/AWS/CodeBuild', {
          Namespace: 'Build',
          Configuration: {
            ProjectName: 'demo-build',
            EnvironmentVariables:
              '[{"name":"COMMIT","type":"PLAINTEXT","value":"#{Source.CommitId}"},{"name":"CHANNEL","value":"#{variables.channel}"}]',
          },
          InputArtifacts: [{ Name: 'Artifact_Source_Source' }],
          OutputArtifacts: [{ Name: 'Release' }],
        }),
      ],
    },
    {
      Name: 'Store',
      Actions: [
        action('Store', 'Deploy/AWS/S3', {
          Configuration: {
            BucketName: 'releases',
            Extract: 'true',
            ObjectKey: '#{Build.PACKAGE}/#{Build.VERSION}',
          },
          InputArtifacts: [{ Name: 'Release' }],
        }),
        action('Approve', 'Approval/AWS/Manual', {
          RunOrder: 2,
          Configuration: { NotificationArn: topic, CustomData: '#{Build.VERSION}?' },
        }),
      ],
    },
    {
      Name: 'Publish',
      Actions: [
        action('Publish', 'Invoke/AWS/StepFunctions', {
          Namespace: 'Publish',
          Configuration: {
            StateMachineArn: stateMachine,
            Input: '{"package":"#{Build.PACKAGE}","run":"#{codepipeline.PipelineExecutionId}"}',
            InputType: 'Literal',
            ExecutionNamePrefix: 'pipeline',
          },
        }),
      ],
    },
  ];
}
