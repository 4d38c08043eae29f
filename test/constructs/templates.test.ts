import { parse } from 'yaml';
import { loadBuildspec, placeholdersOf } from '../../lib/constructs/definitions';
import { BUILD_EXPORTS, HANDLER_ENV, PUBLISH_JOB_ENV, RUN_FAILURES } from '../../lib/contract';
import { matchesPattern } from '../../lib/local/events/event-pattern';
import { resourcesOf, synthesize } from '../stacks/synthesize';

const shipped = synthesize();
const template = shipped.templates['vigilant-pipeline'];
const CONNECTION =
  'arn:aws:codeconnections:us-east-1:111122223333:connection/01234567-89ab-cdef-0123-456789abcdef';

function only(type: string, source = template): any {
  const found = resourcesOf(source, type);
  expect(found).toHaveLength(1);
  return found[0]![1];
}
const named = (type: string, name: string) =>
  resourcesOf(template, type).find(([, { Properties }]) => Properties.Name === name)![1];

describe('what holds data', () => {
  // What a failed first deploy made goes again, so that it can be repeated; a table that is protected cannot be deleted.
  test.each([
    ['AWS::S3::Bucket', 'RetainExceptOnCreate'],
    ['AWS::DynamoDB::Table', 'Retain'],
    ['AWS::KMS::Key', 'RetainExceptOnCreate'],
    ['AWS::CodeCommit::Repository', 'RetainExceptOnCreate'],
    ['AWS::CodeArtifact::Domain', 'RetainExceptOnCreate'],
    ['AWS::CodeArtifact::Repository', 'RetainExceptOnCreate'],
  ])('%s stays when its stack is deleted', (type, deletion) => {
    const found = Object.values(shipped.templates).flatMap((each) => resourcesOf(each, type));
    expect(found.length).toBeGreaterThan(0);
    for (const [, resource] of found) {
      expect([resource.DeletionPolicy, resource.UpdateReplacePolicy]).toEqual([deletion, 'Retain']);
    }
  });

  test('buckets are closed to the public, encrypted, and reached by TLS 1.2 only', () => {
    const buckets = resourcesOf(template, 'AWS::S3::Bucket');
    expect(buckets).toHaveLength(2);
    for (const [id, { Properties }] of buckets) {
      expect(Object.values(Properties.PublicAccessBlockConfiguration)).toEqual([true, true, true, true]);
      expect(JSON.stringify(Properties.BucketEncryption)).toContain('aws:kms');
      const policy = resourcesOf(template, 'AWS::S3::BucketPolicy').find(
        ([, each]) => each.Properties.Bucket.Ref === id,
      )!;
      const conditions = policy[1].Properties.PolicyDocument.Statement.map(({ Condition }: any) => Condition);
      expect(conditions).toContainEqual({ Bool: { 'aws:SecureTransport': 'false' } });
      expect(conditions).toContainEqual({ NumericLessThan: { 's3:TlsVersion': 1.2 } });
    }
  });

  test('the release bucket keeps versions, and never lets a release expire', () => {
    const [, bucket] = resourcesOf(template, 'AWS::S3::Bucket').find(([, each]) =>
      JSON.stringify(each.Properties.BucketName).includes('-releases-'),
    )!;
    expect(bucket.Properties.VersioningConfiguration).toEqual({ Status: 'Enabled' });
    const [rule] = bucket.Properties.LifecycleConfiguration.Rules;
    expect(rule).toMatchObject({ NoncurrentVersionExpiration: { NoncurrentDays: 90 } });
    expect(rule).not.toHaveProperty('ExpirationInDays');
  });

  test('the ledger has one item per package and version, and cannot be lost by mistake', () => {
    expect(only('AWS::DynamoDB::Table').Properties).toMatchObject({
      TableName: 'vigilant-ledger',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'package', KeyType: 'HASH' },
        { AttributeName: 'version', KeyType: 'RANGE' },
      ],
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
  });

  test('keys are rotated', () => {
    const keys = Object.values(shipped.templates).flatMap((each) => resourcesOf(each, 'AWS::KMS::Key'));
    expect(keys).toHaveLength(4);
    for (const [, { Properties }] of keys) expect(Properties.EnableKeyRotation).toBe(true);
  });

  test('logs end some day', () => {
    const groups = resourcesOf(template, 'AWS::Logs::LogGroup').map(([, { Properties }]) => Properties);
    expect(groups.map(({ LogGroupName }) => LogGroupName).sort()).toEqual([
      '/aws/codebuild/vigilant-build',
      '/aws/codebuild/vigilant-publish',
      '/aws/lambda/vigilant-inspect',
      '/aws/lambda/vigilant-promote',
      '/aws/lambda/vigilant-retract',
      '/aws/vendedlogs/states/vigilant-publish',
      '/aws/vendedlogs/states/vigilant-sweep',
    ]);
    expect(groups.map(({ RetentionInDays }) => RetentionInDays)).toEqual(Array(7).fill(90));
  });
});

describe('the workflow', () => {
  const machines = resourcesOf(template, 'AWS::StepFunctions::StateMachine').map(
    ([, { Properties }]) => Properties,
  );

  test.each(['vigilant-publish', 'vigilant-sweep'])(
    '%s gets a value for each placeholder of its definition, and none too many',
    (name) => {
      const machine = machines.find(({ StateMachineName }) => StateMachineName === name);
      const { DefinitionString, DefinitionSubstitutions } = machine;
      expect(Object.keys(DefinitionSubstitutions).sort()).toEqual(placeholdersOf(DefinitionString));
      expect(machine.TracingConfiguration).toEqual({ Enabled: true });
      expect(machine.LoggingConfiguration).toMatchObject({ Level: 'ALL', IncludeExecutionData: true });
    },
  );

  test('knows the regions, the primary one first', () => {
    expect(machines[0].DefinitionSubstitutions.Regions).toBe('us-east-1,us-west-2,eu-west-1');
  });

  test('has handlers that know domain and repositories, and one that knows the project whose jobs it stops', () => {
    const [publishProject] = resourcesOf(template, 'AWS::CodeBuild::Project').find(
      ([, { Properties }]) => Properties.Name === 'vigilant-publish',
    )!;
    for (const [, { Properties }] of resourcesOf(template, 'AWS::Lambda::Function')) {
      expect(Properties.Environment.Variables).toEqual({
        [HANDLER_ENV.deployment]: 'vigilant',
        [HANDLER_ENV.domain]: 'vigilant',
        [HANDLER_ENV.stagingRepository]: 'staging',
        [HANDLER_ENV.releaseRepository]: 'release',
        ...(Properties.FunctionName === 'vigilant-retract' && {
          [HANDLER_ENV.publishProject]: { Ref: publishProject },
        }),
      });
      expect(Properties.Runtime).toBe('nodejs24.x');
    }
  });

  test('starts publish jobs that have no source of their own', () => {
    const { Properties } = named('AWS::CodeBuild::Project', 'vigilant-publish');
    expect(Properties.Source.Type).toBe('NO_SOURCE');
    expect(Properties.Environment).toMatchObject({
      Type: 'ARM_LAMBDA_CONTAINER',
      Image: 'aws/codebuild/amazonlinux-aarch64-lambda-standard:python3.12',
      EnvironmentVariables: [
        { Name: PUBLISH_JOB_ENV.domain, Value: 'vigilant' },
        { Name: PUBLISH_JOB_ENV.repository, Value: 'staging' },
      ],
    });
    // Lambda compute takes no time limit.
    expect(Properties).not.toHaveProperty('TimeoutInMinutes');
  });
});

describe('recovery', () => {
  const rules = resourcesOf(template, 'AWS::Events::Rule').map(([, { Properties }]) => Properties);
  const rule = (name: string) => rules.find(({ Name }) => Name === name);

  test('starts when a run was stopped, or broke down in a way that it does not know itself', () => {
    expect(rule('vigilant-recovery').EventPattern.detail.status).toEqual(['ABORTED', 'TIMED_OUT']);
    expect(rule('vigilant-recovery-crashed').EventPattern.detail).toMatchObject({
      status: ['FAILED'],
      error: [{ 'anything-but': [...RUN_FAILURES] }],
    });
  });

  test('hands the whole event to the state machine', () => {
    for (const name of ['vigilant-recovery', 'vigilant-recovery-crashed']) {
      const [target] = rule(name).Targets;
      expect(target.InputTransformer).toEqual({
        InputPathsMap: { detail: '$.detail' },
        InputTemplate: '{"operation":"rollback","failed":<detail>}',
      });
      expect(target.RoleArn).toBeDefined();
    }
  });

  test('also looks by itself, four times an hour', () => {
    const sweeper = rule('vigilant-sweeper');
    expect(sweeper.ScheduleExpression).toBe('rate(15 minutes)');
    const [[logicalId]] = resourcesOf(template, 'AWS::StepFunctions::StateMachine').filter(
      ([, { Properties }]) => Properties.StateMachineName === 'vigilant-sweep',
    ) as [[string, any]];
    expect(sweeper.Targets.map(({ Arn }: any) => Arn)).toEqual([{ Ref: logicalId }]);
  });
});

describe('the pipeline', () => {
  const pipeline = (source = template) => only('AWS::CodePipeline::Pipeline', source).Properties;
  const action = (stage: string, source = template) =>
    pipeline(source).Stages.find(({ Name }: any) => Name === stage).Actions[0];

  test('runs one push after the other', () => {
    expect(pipeline()).toMatchObject({ PipelineType: 'V2', ExecutionMode: 'QUEUED' });
    expect(pipeline().Stages.map(({ Name }: any) => Name)).toEqual(['Source', 'Build', 'Store', 'Publish']);
  });

  test('stores a release under a key that is its own proof', () => {
    expect(action('Store').Configuration).toMatchObject({
      Extract: 'true',
      ObjectKey: '#{Build.PACKAGE}/#{Build.VERSION}/#{Build.DIGEST}',
    });
  });

  test('hands the workflow what the build exports, well under the limit of 1,000 characters', () => {
    const { Input } = action('Publish').Configuration;
    expect(JSON.parse(Input)).toEqual({
      package: '#{Build.PACKAGE}',
      version: '#{Build.VERSION}',
      digest: '#{Build.DIGEST}',
      revision: '#{Build.REVISION}',
    });
    const exported = (loadBuildspec('build') as any).env['exported-variables'];
    expect(exported).toEqual([...BUILD_EXPORTS]);
    for (const [, name] of Input.matchAll(/#\{Build\.(\w+)\}/g)) expect(exported).toContain(name);
  });

  test('gives no namespace the name of an artifact, which CreatePipeline refuses', () => {
    const actions = pipeline().Stages.flatMap(({ Actions }: any) => Actions);
    const artifacts = actions.flatMap((each: any) =>
      (each.OutputArtifacts ?? []).map(({ Name }: any) => Name),
    );
    const namespaces = actions.flatMap(({ Namespace = [] }: any) => Namespace);
    expect(artifacts).toHaveLength(2);
    expect(namespaces.filter((name: string) => artifacts.includes(name))).toEqual([]);
  });

  test('tells the build which commit it builds', () => {
    expect(JSON.parse(action('Build').Configuration.EnvironmentVariables)).toEqual([
      { name: 'COMMIT_ID', type: 'PLAINTEXT', value: '#{Source.CommitId}' },
      { name: 'COMMIT_DATE', type: 'PLAINTEXT', value: '#{Source.AuthorDate}' },
    ]);
  });

  test('starts by an event of the branch, not by asking, and not by a tag that is named like it', () => {
    expect(action('Source').Configuration).toMatchObject({ BranchName: 'main', PollForSourceChanges: false });
    const rule = resourcesOf(template, 'AWS::Events::Rule').find(
      ([, each]) => each.Properties.EventPattern?.source[0] === 'aws.codecommit',
    );
    const { detail } = rule![1].Properties.EventPattern;
    const isStartedBy = (referenceType: string, referenceName: string) =>
      matchesPattern({ detail }, { detail: { event: 'referenceCreated', referenceType, referenceName } });
    expect(isStartedBy('branch', 'main')).toBe(true);
    expect(isStartedBy('branch', 'other')).toBe(false);
    expect(isStartedBy('tag', 'main')).toBe(false);
  });

  test('each push starts it for its own commit: in a queue, the branch may have moved on', () => {
    const rules = resourcesOf(template, 'AWS::Events::Rule').map(([, { Properties }]) => Properties);
    const targets = rules.flatMap(({ EventPattern, Targets }) =>
      EventPattern?.source[0] === 'aws.codecommit' ? Targets : [],
    );
    expect(targets).toEqual([
      expect.objectContaining({
        InputTransformer: {
          InputPathsMap: { 'detail-commitId': '$.detail.commitId' },
          InputTemplate:
            '{"sourceRevisions":[{"actionName":"Source","revisionType":"COMMIT_ID","revisionValue":<detail-commitId>}]}',
        },
      }),
    ]);
  });

  test('asks a person before it stores anything, if so configured', () => {
    const { templates } = synthesize({ approval: true });
    expect(pipeline(templates['vigilant-pipeline']).Stages.map(({ Name }: any) => Name)).toEqual([
      'Source',
      'Build',
      'Approve',
      'Store',
      'Publish',
    ]);
  });

  test('takes a connection with filters instead of CodeCommit', () => {
    const source = {
      type: 'connection',
      connectionArn: CONNECTION,
      repository: 'acme/group/widgets',
      branch: 'trunk',
      tags: ['v*'],
    };
    const connected = synthesize({ source }).templates['vigilant-pipeline'];
    expect(action('Source', connected).Configuration).toMatchObject({
      FullRepositoryId: 'acme/group/widgets',
      BranchName: 'trunk',
      DetectChanges: false,
    });
    expect(pipeline(connected).Triggers).toEqual([
      {
        ProviderType: 'CodeStarSourceConnection',
        GitConfiguration: { SourceActionName: 'Source', Push: [{ Tags: { Includes: ['v*'] } }] },
      },
    ]);
    expect(resourcesOf(connected, 'AWS::CodeCommit::Repository')).toEqual([]);
  });

  test('is started by every push to the branch of a connection without filters, and by its branches alone', () => {
    const source = { type: 'connection', connectionArn: CONNECTION, repository: 'acme/widgets' };
    const connected = synthesize({ source }).templates['vigilant-pipeline'];
    expect(action('Source', connected).Configuration.DetectChanges).toBe(true);
    expect(pipeline(connected).Triggers).toBeUndefined();
    const filtered = synthesize({ source: { ...source, branches: ['release/*'] } });
    const [{ GitConfiguration }] = pipeline(filtered.templates['vigilant-pipeline']).Triggers;
    expect(GitConfiguration.Push).toEqual([{ Branches: { Includes: ['release/*'] } }]);
  });
});

describe('jobs', () => {
  const runtimes = (overrides?: Record<string, unknown>) => {
    const { templates } = synthesize(overrides);
    return ['vigilant-build', 'vigilant-publish'].map((name) => {
      const projects = resourcesOf(templates['vigilant-pipeline'], 'AWS::CodeBuild::Project');
      const [, { Properties }] = projects.find(([, each]) => each.Properties.Name === name)!;
      const { install } = parse(Properties.Source.BuildSpec).phases;
      return install?.['runtime-versions'];
    });
  };

  test('on EC2 compute name their Python, whose default AWS changes; images of Lambda compute have one', () => {
    expect(runtimes()).toEqual([{ python: '3.12' }, undefined]);
    expect(runtimes({ build: { type: 'lambda' }, publish: { type: 'ec2' } })).toEqual([
      undefined,
      { python: '3.12' },
    ]);
  });
});

describe('package groups', () => {
  const groups = (overrides: Record<string, unknown>) =>
    Object.fromEntries(
      resourcesOf(
        synthesize(overrides).templates['vigilant-us-west-2'],
        'AWS::CodeArtifact::PackageGroup',
      ).map(([, { Properties }]) => {
        const { Restrictions } = Properties.OriginConfiguration;
        const modes = ['Publish', 'ExternalUpstream', 'InternalUpstream'].map(
          (kind) => Restrictions[kind].RestrictionMode,
        );
        return [Properties.Pattern, modes.join(' ')];
      }),
    );

  test('keep everything out that is not published here', () => {
    expect(groups({})).toEqual({ '/pypi/*': 'ALLOW BLOCK BLOCK' });
  });

  test('keep own names away from the upstream, and other names from being published', () => {
    expect(groups({ upstream: 'pypi', packages: ['acme-*', 'sample-package'] })).toEqual({
      '/pypi/*': 'BLOCK ALLOW ALLOW',
      '/pypi//acme~': 'ALLOW BLOCK BLOCK',
      '/pypi//sample-package$': 'ALLOW BLOCK BLOCK',
    });
  });
});

test('alarms tell the topic, which lets them in', () => {
  const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties);
  expect(alarms.map(({ AlarmName }) => AlarmName).sort()).toEqual([
    'vigilant-HandlerErrors',
    'vigilant-LockHeldTooLong',
    'vigilant-PipelineFailed',
    'vigilant-RollbackIncomplete',
    'vigilant-RunFailed',
    'vigilant-RunStopped',
    'vigilant-SweepFailed',
    'vigilant-SweeperSilent',
  ]);
  for (const { AlarmActions } of alarms) expect(AlarmActions).toHaveLength(1);
  const senders = only('AWS::SNS::TopicPolicy')
    .Properties.PolicyDocument.Statement.filter(({ Effect }: any) => Effect === 'Allow')
    .map(({ Principal }: any) => Principal.Service);
  expect(new Set(senders)).toEqual(new Set(['cloudwatch.amazonaws.com', 'events.amazonaws.com']));
});

test('the outputs say where to push, where to look and how to install in each region', () => {
  expect(Object.keys(template.Outputs).sort()).toEqual([
    'CloneUrl',
    'DashboardConsole',
    'LedgerConsole',
    'LedgerTableName',
    'NotificationTopicArn',
    'PipIndexeuwest1',
    'PipIndexuseast1',
    'PipIndexuswest2',
    'PipelineConsole',
    'PipelineName',
    'ReleaseBucketName',
    'StateMachineArn',
    'StateMachineConsole',
    'StateMachineName',
  ]);
});
