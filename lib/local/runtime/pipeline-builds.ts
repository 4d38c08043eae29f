import type { CodeBuild } from '../codebuild/codebuild';
import type { PipelineBuilds } from '../codepipeline/pipeline-builds';

/**
 * Builds as pipelines start them. A pipeline that was killed between starting a build and noting its id starts another
 * one: CodeBuild has ended the first by then, so no token is needed to find it again.
 */
export function pipelineBuilds(codebuild: Pick<CodeBuild, 'startPipelineBuild'>): PipelineBuilds {
  return {
    async startPipelineBuild(request) {
      const id = await codebuild.startPipelineBuild({
        principal: request.principal,
        region: request.region,
        projectName: request.projectName,
        initiator: request.initiator,
        sourceRevision: request.primarySource.revision,
        primarySource: request.primarySource.s3location,
        secondarySources: request.secondarySources.map(({ name, s3location }) => ({ name, ...s3location })),
        artifacts: request.artifacts.map(({ name, s3location }) => ({ name, ...s3location })),
        environmentVariables: request.environmentVariables,
      });
      return { id };
    },
  };
}
