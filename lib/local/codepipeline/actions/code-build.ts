import type { Clock } from '../../clock';
import type { CodeBuild, PipelineBuild } from '../../codebuild/codebuild';
import { type ActionContext, ActionFailure, type ActionRunner, type Artifact } from '../action-runner';
import { poll } from '../poll';

/**
 * Build and test actions: a CodeBuild build on the input artifacts. What the build exports are the action's variables.
 * A runtime that is killed between starting a build and noting its id starts another one: CodeBuild ends the first at
 * the next start.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeBuild.html
 */
export function codeBuild(
  category: 'Build' | 'Test',
  options: { readonly codebuild: Pick<CodeBuild, 'startPipelineBuild'>; readonly clock: Clock },
): ActionRunner {
  return {
    type: `${category}/AWS/CodeBuild/1`,
    configuration: ['ProjectName', 'PrimarySource', 'EnvironmentVariables'],
    artifacts: { input: [1, 5], output: [0, 5] },
    // The longest that a project may give its builds: they end by themselves before.
    timeoutInMinutes: 36 * 60,
    validate({ configuration, inputArtifacts }, where) {
      const primary = configuration['PrimarySource'];
      if (primary === undefined && inputArtifacts.length > 1)
        throw new Error(`${where}: PrimarySource is required with several input artifacts`);
      if (primary !== undefined && !inputArtifacts.some(({ name }) => name === primary))
        throw new Error(`${where}: PrimarySource "${primary}" is not an input artifact`);
    },
    async run(context) {
      let id = context.externalExecutionId;
      if (id === undefined) {
        id = await options.codebuild.startPipelineBuild(buildRequest(context));
        await context.started({ id, url: buildUrl(context, id) });
      }
      const build = await poll(() => endedBuild(context, id), {
        clock: options.clock,
        signal: context.signal,
      });
      if (build.buildStatus !== 'SUCCEEDED') throw new ActionFailure('JobFailed', failureOf(build));
      const exported: { name: string; value: string }[] = build.exportedEnvironmentVariables ?? [];
      return {
        externalExecutionId: id,
        outputVariables: Object.fromEntries(exported.map(({ name, value }) => [name, value])),
      };
    },
  };
}

function buildRequest(context: ActionContext): PipelineBuild {
  const { configuration, inputs, outputs } = context;
  const primary =
    inputs.find(({ name }) => name === configuration['PrimarySource']) ?? (inputs[0] as Artifact);
  const place = ({ name, s3location }: Artifact) => ({ name, ...s3location });
  return {
    region: context.region,
    projectName: configuration['ProjectName'] as string,
    sourceRevision: context.revisions.get(primary.name)?.revisionId,
    primarySource: primary.s3location,
    secondarySources: inputs.filter((artifact) => artifact !== primary).map(place),
    artifacts: outputs.map(place),
    environmentVariables: environmentVariables(configuration['EnvironmentVariables']),
    initiator: `codepipeline/${context.pipelineName}`,
    principal: context.principal,
  };
}

function environmentVariables(json: string | undefined): { name: string; value: string; type: string }[] {
  if (json === undefined) return [];
  try {
    return (JSON.parse(json) as any[]).map(({ name, value, type = 'PLAINTEXT' }) => ({ name, value, type }));
  } catch (error) {
    throw new ActionFailure(
      'ConfigurationError',
      `EnvironmentVariables: expected a JSON array of {name, value, type}, got ${json}: ${(error as Error).message}`,
    );
  }
}

async function endedBuild(context: ActionContext, id: string): Promise<any> {
  const { builds } = await context.call('codebuild', 'BatchGetBuilds', { ids: [id] });
  const build = builds?.[0];
  if (build === undefined)
    throw new ActionFailure(
      'JobFailed',
      `Build ${id} does not exist any more: it cannot be known how it ended.`,
    );
  return build.buildStatus === 'IN_PROGRESS' ? undefined : build;
}

function failureOf(build: any): string {
  const phase = build.phases?.find(({ phaseStatus }: any) => phaseStatus && phaseStatus !== 'SUCCEEDED');
  const { statusCode, message } = phase?.contexts?.find((context: any) => context.message) ?? {};
  const where =
    phase === undefined ? '' : ` Phase: ${phase.phaseType}, Code: ${statusCode}, Message: ${message}`;
  return `Build terminated with state: ${build.buildStatus}.${where}`;
}

function buildUrl({ region, configuration }: ActionContext, id: string): string {
  const project = configuration['ProjectName'];
  return `https://console.aws.amazon.com/codebuild/home?region=${region}#/builds/${project}:${id.split(':')[1]}/view/new`;
}
