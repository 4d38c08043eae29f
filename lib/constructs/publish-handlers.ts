import { Duration } from 'aws-cdk-lib';
import type { IProject } from 'aws-cdk-lib/aws-codebuild';
import { Construct } from 'constructs';
import { HANDLER_ENV, type RepositoryNames } from '../contract';
import { CodeArtifactArns } from './codeartifact-arns';
import { type Grant, WILDCARD } from './grant';
import { HandlerFunction } from './handler-function';

/** What it takes to compare a version with a manifest. */
const OBSERVE = ['codeartifact:DescribePackageVersion', 'codeartifact:ListPackageVersionAssets'];

/** Name of a function and of its role. */
export interface HandlerNames {
  readonly functionName: string;
  readonly roleName: string;
}

/** Properties of {@link PublishHandlers}. */
export interface PublishHandlersProps {
  readonly inspect: HandlerNames;
  readonly promote: HandlerNames;
  readonly retract: HandlerNames;
  readonly repositories: RepositoryNames;
  /** Project of the publish jobs, which retraction stops. */
  readonly publishProject: IProject;
  /** Regions in which the handlers work. */
  readonly regions: readonly string[];
  readonly logRetentionDays: number;
  /** Name of the deployment, under which metrics are counted. */
  readonly deployment: string;
}

/** The calls to CodeArtifact in other regions, which the state machine cannot make itself. */
export class PublishHandlers extends Construct {
  /** Reads what a region holds. Not called `inspect`: CDK takes a member of that name for its own protocol. */
  readonly inspectFunction: HandlerFunction;
  /** Copies a verified version from staging to release. */
  readonly promoteFunction: HandlerFunction;
  /** Removes what a run added. */
  readonly retractFunction: HandlerFunction;

  constructor(scope: Construct, id: string, props: PublishHandlersProps) {
    super(scope, id);
    const arns = new CodeArtifactArns(this, props.repositories, props.regions);
    const shared = {
      environment: {
        [HANDLER_ENV.deployment]: props.deployment,
        [HANDLER_ENV.domain]: props.repositories.domain,
        [HANDLER_ENV.stagingRepository]: props.repositories.staging,
        [HANDLER_ENV.releaseRepository]: props.repositories.release,
      },
      logRetentionDays: props.logRetentionDays,
    };
    const observe = (...repositories: ('staging' | 'release')[]) => ({
      sid: 'ObserveVersions',
      actions: OBSERVE,
      resources: repositories.flatMap((repository) => arns.packages(repository)),
      wildcard: WILDCARD.packages,
    });
    this.inspectFunction = new HandlerFunction(this, 'Inspect', {
      ...shared,
      ...props.inspect,
      entry: 'inspect',
      description: 'Reads what a region holds of a package version',
      timeout: Duration.seconds(60),
      grants: [
        observe('staging', 'release'),
        {
          sid: 'FindEndpoints',
          actions: ['codeartifact:GetRepositoryEndpoint'],
          // Where publish jobs upload to.
          resources: arns.repositories('staging'),
        },
      ],
    });
    this.promoteFunction = new HandlerFunction(this, 'Promote', {
      ...shared,
      ...props.promote,
      entry: 'promote',
      description: 'Copies a verified package version from staging to release',
      timeout: Duration.seconds(60),
      grants: [
        {
          sid: 'ReadStaging',
          actions: ['codeartifact:ReadFromRepository'],
          resources: arns.repositories('staging'),
        },
        {
          sid: 'CopyIntoRelease',
          // It looks before and after the copy. A statement of its own for that would name every region once more, and
          // with long names the role would not fit into the 10,240 characters that IAM allows for its policies.
          actions: [...OBSERVE, 'codeartifact:CopyPackageVersions'],
          // The service authorization reference marks both resource types of the copy as required.
          resources: [...arns.packages('release'), ...arns.repositories('release')],
          wildcard: WILDCARD.packages,
        },
      ],
    });
    this.retractFunction = new HandlerFunction(this, 'Retract', {
      ...shared,
      ...props.retract,
      entry: 'retract',
      environment: {
        ...shared.environment,
        [HANDLER_ENV.publishProject]: props.publishProject.projectName,
      },
      description: 'Removes what a failed run added to a region, and stops jobs that a dead run left',
      timeout: Duration.seconds(60),
      grants: [observe('release'), ...this.retract(arns, props)],
    });
  }
  private retract(arns: CodeArtifactArns, { publishProject }: PublishHandlersProps): Grant[] {
    return [
      {
        sid: 'RemoveVersions',
        actions: ['codeartifact:DeletePackageVersions', 'codeartifact:UpdatePackageVersionsStatus'],
        resources: [...arns.packages('staging'), ...arns.packages('release')],
        wildcard: WILDCARD.packages,
      },
      {
        sid: 'StopJobs',
        actions: ['codebuild:BatchGetBuilds', 'codebuild:ListBuildsForProject', 'codebuild:StopBuild'],
        resources: [publishProject.projectArn],
      },
    ];
  }
}
