import { PipelineProject } from 'aws-cdk-lib/aws-codebuild';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import { BUILD_JOB_ENV } from '../contract';
import { BUILDSPECS_DIRECTORY } from './definitions';
import { grantBucketInfo, grantKey, WILDCARD } from './grant';
import { acknowledgeServiceKey, type JobCompute, jobBuildSpec, jobCompute } from './job-compute';
import { grantWriteLogs, ServiceLogs } from './service-logs';
import { ServiceRole } from './service-role';

/** Properties of a {@link PackageBuild}. */
export interface PackageBuildProps {
  readonly projectName: string;
  readonly roleName: string;
  readonly compute: JobCompute;
  readonly logRetentionDays: number;
  /** Where the pipeline hands over the source and takes the build's result. */
  readonly artifacts: IBucket;
  /**
   * Key of the artifact bucket.
   * @default - none of the deployment's own
   */
  readonly encryptionKey?: IKey;
}

/** Builds a release from the source: distribution files, manifest and bundle. It never touches CodeArtifact. */
export class PackageBuild extends Construct {
  readonly project: PipelineProject;

  constructor(scope: Construct, id: string, props: PackageBuildProps) {
    super(scope, id);
    const logGroupName = `/aws/codebuild/${props.projectName}`;
    const logGroup = new ServiceLogs(this, 'Logs', { logGroupName, retentionDays: props.logRetentionDays });
    // Scripts and pinned requirements, so that a package's repository holds nothing but the package.
    const tools = new Asset(this, 'Tools', {
      path: BUILDSPECS_DIRECTORY,
      exclude: ['*-local.*', '__pycache__'],
    });
    const role = new ServiceRole(this, 'Role', {
      roleName: props.roleName,
      assumedBy: new ServicePrincipal('codebuild.amazonaws.com'),
      description: 'Builds releases from source',
      grants: [
        grantWriteLogs(this, logGroupName),
        {
          sid: 'FetchTools',
          actions: ['s3:GetObject'],
          resources: [tools.bucket.arnForObjects(tools.s3ObjectKey)],
        },
        grantBucketInfo('LookAtArtifactBucket', props.artifacts, 'codebuild'),
        {
          sid: 'ExchangeArtifacts',
          actions: ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'],
          resources: [props.artifacts.arnForObjects('*')],
          wildcard: WILDCARD.artifacts,
        },
        ...grantKey(this, props.encryptionKey, {
          sid: 'EncryptArtifacts',
          service: 's3',
          actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        }),
      ],
    });
    this.project = new PipelineProject(this, 'Project', {
      projectName: props.projectName,
      description: 'Builds a Python package into a release',
      role: role.exact,
      ...jobCompute(props.compute),
      buildSpec: jobBuildSpec('build', props.compute),
      environmentVariables: { [BUILD_JOB_ENV.toolsUrl]: { value: tools.s3ObjectUrl } },
      encryptionKey: props.encryptionKey,
      grantReportGroupPermissions: false,
      logging: { cloudWatch: { logGroup } },
    });
    if (!props.encryptionKey) acknowledgeServiceKey(this.project);
  }
}
