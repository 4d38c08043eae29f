import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { type IRepository, Repository } from 'aws-cdk-lib/aws-codecommit';
import {
  type Artifact,
  type IAction,
  type Pipeline,
  ProviderType,
  type TriggerProps,
} from 'aws-cdk-lib/aws-codepipeline';
import {
  CodeCommitSourceAction,
  CodeCommitTrigger,
  CodeStarConnectionsSourceAction,
} from 'aws-cdk-lib/aws-codepipeline-actions';
import { EventField, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { type IRole, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { SOURCE_ACTION } from '../contract';
import type { Grant } from './grant';
import { ServiceRole } from './service-role';

/** Where a package's source lives. */
export type PipelineSourceSpec =
  | {
      readonly type: 'codecommit';
      readonly repository: string;
      readonly branch: string;
      readonly create: boolean;
    }
  | {
      readonly type: 'connection';
      readonly connectionArn: string;
      /** `owner/name` */
      readonly repository: string;
      readonly branch: string;
      /**
       * Run on pushes of tags that match, instead of on pushes to the branch.
       * @default - tags start nothing
       */
      readonly tags?: readonly string[];
      /**
       * Run on pushes to branches that match.
       * @default - the one branch
       */
      readonly branches?: readonly string[];
    };

/** Properties of a {@link PipelineSource}. */
export interface PipelineSourceProps {
  readonly spec: PipelineSourceSpec;
  /** Name of the pipeline that a push starts. */
  readonly pipelineName: string;
  /** Role of the rule that starts the pipeline. */
  readonly triggerRoleName: string;
}

/** Namespace of the source action's variables. */
const NAMESPACE = 'Source';

/** A package's source: the first action of the pipeline, what it needs, and what starts the pipeline. */
export class PipelineSource extends Construct {
  /**
   * Address to clone from.
   * @default - the connection's provider has it
   */
  readonly cloneUrl?: string;
  /** What the source action's role needs beside the artifact bucket. */
  readonly grants: readonly Grant[];
  /** What the action does with the artifact bucket. A connection sets the owner's access to what it puts there. */
  readonly handOverActions: readonly string[];
  /** Pipeline variables of the fetched commit; CodeCommit and connections share these names. */
  readonly commitId = `#{${NAMESPACE}.CommitId}`;
  readonly commitDate = `#{${NAMESPACE}.AuthorDate}`;
  private readonly repository?: IRepository;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: PipelineSourceProps,
  ) {
    super(scope, id);
    const { spec } = props;
    this.handOverActions = [
      // To read is among the least that the guide lists, as it is for the pipeline's own role.
      ...['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'],
      ...(spec.type === 'connection' ? ['s3:PutObjectAcl'] : []),
    ];
    if (spec.type === 'codecommit') {
      this.repository = spec.create
        ? this.createRepository(spec.repository)
        : Repository.fromRepositoryName(this, 'Repository', spec.repository);
      this.cloneUrl = this.repository.repositoryCloneUrlHttp;
      this.grants = [readRepository(this.repository)];
    } else {
      this.grants = [connectionGrant(spec.connectionArn)];
    }
  }

  /** The action that fetches the source into `output`. */
  action(output: Artifact, role: IRole): IAction {
    const { spec } = this.props;
    const common = {
      actionName: SOURCE_ACTION,
      output,
      role,
      variablesNamespace: NAMESPACE,
      branch: spec.branch,
    };
    if (spec.type === 'codecommit') {
      return new CodeCommitSourceAction({
        ...common,
        repository: this.repository as IRepository,
        // See startOnPush.
        trigger: CodeCommitTrigger.NONE,
      });
    }
    const [name, ...owner] = spec.repository.split('/').reverse() as [string, ...string[]];
    return new CodeStarConnectionsSourceAction({
      ...common,
      connectionArn: spec.connectionArn,
      owner: owner.reverse().join('/'),
      repo: name,
      // Filters and detection of every change exclude each other.
      triggerOnPush: !(spec.tags || spec.branches),
    });
  }

  /** Filters on what starts the pipeline; only connections have them. */
  triggers(sourceAction: IAction): TriggerProps[] {
    const { spec } = this.props;
    if (spec.type !== 'connection' || !(spec.tags || spec.branches)) return [];
    return [
      {
        providerType: ProviderType.CODE_STAR_SOURCE_CONNECTION,
        gitConfiguration: {
          sourceAction,
          pushFilter: [
            ...(spec.tags ? [{ tagsIncludes: [...spec.tags] }] : []),
            ...(spec.branches ? [{ branchesIncludes: [...spec.branches] }] : []),
          ],
        },
      },
    ];
  }

  /**
   * Starts the pipeline for the very commit that was pushed to CodeCommit. The rule that the CDK makes names no commit:
   * executions wait in a queue, and each would fetch the branch as it is then, so that of two pushes the newer one would
   * be built twice and the other never. A connection's executions name their commit by themselves.
   * https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-trigger-source-overrides.html
   */
  startOnPush(pipeline: Pipeline): void {
    const { spec } = this.props;
    if (spec.type !== 'codecommit') return;
    const role = this.triggerRole().exact;
    const revision = {
      actionName: SOURCE_ACTION,
      revisionType: 'COMMIT_ID',
      revisionValue: EventField.fromPath('$.detail.commitId'),
    };
    this.repository?.onCommit('Pushed', {
      ruleName: `${this.props.pipelineName}-pushed`,
      description: 'Starts the pipeline for each commit that is pushed to the branch',
      branches: [spec.branch],
      // A tag may have the name of the branch, and whoever may push it need not be allowed to push to the branch.
      eventPattern: { detail: { referenceType: ['branch'] } },
      // The CDK's own target for pipelines takes no input.
      target: {
        bind: () => ({
          arn: pipeline.pipelineArn,
          role,
          input: RuleTargetInput.fromObject({ sourceRevisions: [revision] }),
          targetResource: pipeline,
        }),
      },
    });
  }

  private createRepository(repositoryName: string): Repository {
    const repository = new Repository(this, 'Repository', {
      repositoryName,
      description: 'Source of the published package',
    });
    repository.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    return repository;
  }

  private triggerRole(): ServiceRole {
    const pipelineArn = Stack.of(this).formatArn({
      service: 'codepipeline',
      resource: this.props.pipelineName,
    });
    return new ServiceRole(this, 'TriggerRole', {
      roleName: this.props.triggerRoleName,
      assumedBy: new ServicePrincipal('events.amazonaws.com'),
      description: 'Starts the pipeline when the branch moves',
      grants: [
        {
          sid: 'StartPipeline',
          actions: ['codepipeline:StartPipelineExecution'],
          resources: [pipelineArn],
        },
      ],
    });
  }
}

function readRepository(repository: IRepository): Grant {
  return {
    sid: 'ArchiveSource',
    actions: [
      'codecommit:CancelUploadArchive',
      'codecommit:GetBranch',
      'codecommit:GetCommit',
      'codecommit:GetUploadArchiveStatus',
      'codecommit:UploadArchive',
    ],
    resources: [repository.repositoryArn],
  };
}

/** A connection has had two service names, and either may stand in its ARN; IAM knows the action under both. */
function connectionGrant(connectionArn: string): Grant {
  return {
    sid: 'UseConnection',
    actions: ['codeconnections:UseConnection', 'codestar-connections:UseConnection'],
    resources: [connectionArn],
  };
}
