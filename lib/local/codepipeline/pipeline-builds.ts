import type { Principal } from '../service';
import type { ArtifactLocation } from './execution';

/** An input of a build that a pipeline starts. */
export interface PipelineBuildSource {
  /** Name of the artifact: secondary sources are found in `CODEBUILD_SRC_DIR_name`. */
  readonly name: string;
  /** A zip. */
  readonly s3location: ArtifactLocation;
  /** Commit the artifact was made from, if an action gave it: `CODEBUILD_RESOLVED_SOURCE_VERSION`. */
  readonly revision?: string | undefined;
}

/** A build that a pipeline starts: sources come from, and artifacts go to, the pipeline's artifact store. */
export interface PipelineBuildRequest {
  readonly region: string;
  readonly projectName: string;
  readonly primarySource: PipelineBuildSource;
  readonly secondarySources: readonly PipelineBuildSource[];
  readonly artifacts: readonly {
    readonly name: string;
    readonly s3location: ArtifactLocation;
    readonly encryptionKeyId?: string | undefined;
  }[];
  readonly environmentVariables: readonly {
    readonly name: string;
    readonly value: string;
    readonly type: string;
  }[];
  /** `codepipeline/my-pipeline` */
  readonly initiator: string;
  /** Id of the action execution. */
  readonly idempotencyToken: string;
  /** The action's role, which needs `codebuild:StartBuild`. */
  readonly principal: Principal;
}

/** What CodePipeline needs of CodeBuild beyond its API. */
export interface PipelineBuilds {
  /** @throws ServiceError when the principal may not start builds of the project. */
  startPipelineBuild(request: PipelineBuildRequest): Promise<{ readonly id: string }>;
}
