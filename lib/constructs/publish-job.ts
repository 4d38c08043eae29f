import { Project } from 'aws-cdk-lib/aws-codebuild';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { PUBLISH_JOB_ENV, type RepositoryNames } from '../contract';
import { CodeArtifactArns } from './codeartifact-arns';
import { grantBucketInfo, grantKey, WILDCARD } from './grant';
import { acknowledgeServiceKey, type JobCompute, jobBuildSpec, jobCompute } from './job-compute';
import { grantWriteLogs, ServiceLogs } from './service-logs';
import { ServiceRole } from './service-role';

/** Properties of a {@link PublishJob}. */
export interface PublishJobProps {
  readonly projectName: string;
  readonly roleName: string;
  readonly compute: JobCompute;
  readonly logRetentionDays: number;
  /** Where the bundle comes from. */
  readonly releases: IBucket;
  readonly repositories: RepositoryNames;
  /** Regions in which the job may upload. */
  readonly regions: readonly string[];
  /**
   * Key of the release bucket.
   * @default - none of the deployment's own
   */
  readonly encryptionKey?: IKey;
}

/** Uploads a release to the staging repository of the one region that the workflow names when it starts the job. */
export class PublishJob extends Construct {
  readonly project: Project;

  constructor(scope: Construct, id: string, props: PublishJobProps) {
    super(scope, id);
    const logGroupName = `/aws/codebuild/${props.projectName}`;
    const role = new ServiceRole(this, 'Role', {
      roleName: props.roleName,
      assumedBy: new ServicePrincipal('codebuild.amazonaws.com'),
      description: 'Uploads releases to the staging repositories',
      grants: [grantWriteLogs(this, logGroupName), ...this.fetchBundle(props), ...this.upload(props)],
    });
    this.project = new Project(this, 'Project', {
      projectName: props.projectName,
      description: 'Uploads a release to the staging repository of one region',
      role: role.exact,
      ...jobCompute(props.compute),
      // No source: the workflow names the bundle of the release when it starts a job.
      buildSpec: jobBuildSpec('publish', props.compute),
      environmentVariables: {
        [PUBLISH_JOB_ENV.domain]: { value: props.repositories.domain },
        [PUBLISH_JOB_ENV.repository]: { value: props.repositories.staging },
      },
      encryptionKey: props.encryptionKey,
      grantReportGroupPermissions: false,
      logging: {
        cloudWatch: {
          logGroup: new ServiceLogs(this, 'Logs', { logGroupName, retentionDays: props.logRetentionDays }),
        },
      },
    });
    if (!props.encryptionKey) acknowledgeServiceKey(this.project);
  }

  private fetchBundle({ releases, encryptionKey }: PublishJobProps) {
    return [
      grantBucketInfo('LookAtReleaseBucket', releases, 'codebuild'),
      {
        sid: 'FetchBundle',
        actions: ['s3:GetObject', 's3:GetObjectVersion'],
        resources: [releases.arnForObjects('*')],
        wildcard: WILDCARD.releases,
      },
      ...grantKey(this, encryptionKey, { sid: 'DecryptBundle', service: 's3', actions: ['kms:Decrypt'] }),
    ];
  }

  private upload({ repositories, regions }: PublishJobProps) {
    const arns = new CodeArtifactArns(this, repositories, regions);
    return [
      {
        sid: 'GetToken',
        actions: ['codeartifact:GetAuthorizationToken'],
        resources: arns.domains(),
      },
      {
        sid: 'GetTokenFromSts',
        actions: ['sts:GetServiceBearerToken'],
        resources: ['*'],
        wildcard: 'the action takes no resource (service authorization reference, AWS STS)',
        conditions: { StringEquals: { 'sts:AWSServiceName': 'codeartifact.amazonaws.com' } },
      },
      {
        sid: 'UploadToStaging',
        actions: ['codeartifact:ListPackageVersionAssets', 'codeartifact:PublishPackageVersion'],
        resources: arns.packages('staging'),
        wildcard: WILDCARD.packages,
      },
    ];
  }
}
