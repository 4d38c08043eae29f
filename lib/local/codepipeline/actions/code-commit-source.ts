import { Readable } from 'node:stream';
import type { CodeCommit } from '../../codecommit/codecommit';
import type { Iam } from '../../iam/iam';
import { type ActionContext, ActionFailure, type ActionRunner } from '../action-runner';
import { writeArtifact } from '../artifact-store';

/** What the API gives out of a commit message at most. */
const LONGEST_SUMMARY = 2048;

/**
 * Source action on a CodeCommit repository: zips the commit that the branch points to when the action starts, or the
 * one that StartPipelineExecution asked for. The pipeline must be started by a rule: polling is refused.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeCommit.html
 */
export function codeCommitSource(options: {
  readonly codecommit: Pick<CodeCommit, 'repositories' | 'commits'>;
  readonly iam: Pick<Iam, 'authorize'>;
}): ActionRunner {
  return {
    type: 'Source/AWS/CodeCommit/1',
    configuration: ['RepositoryName', 'BranchName', 'PollForSourceChanges', 'OutputArtifactFormat'],
    artifacts: { input: [0, 0], output: [1, 1] },
    timeoutInMinutes: 60,
    validate({ configuration }, where) {
      if (configuration['PollForSourceChanges'] !== 'false')
        throw new Error(
          `${where}: PollForSourceChanges must be false: polling is not emulated, a rule starts the pipeline`,
        );
      if ((configuration['OutputArtifactFormat'] ?? 'CODE_ZIP') !== 'CODE_ZIP')
        throw new Error(`${where}: OutputArtifactFormat: only CODE_ZIP is emulated`);
    },
    async run(context) {
      const { RepositoryName: repositoryName = '', BranchName: branchName = '' } = context.configuration;
      const commitId = context.revisionOverride ?? (await branchTip(context, { repositoryName, branchName }));
      const { commit } = await context.call('codecommit', 'GetCommit', { repositoryName, commitId });
      const repository = options.codecommit.repositories.get(context.region, repositoryName);
      // Not part of the public API: CodePipeline has CodeCommit upload the archive itself.
      options.iam.authorize(
        context.principal,
        ['codecommit:UploadArchive', 'codecommit:GetUploadArchiveStatus'].map((action) => ({
          action,
          resource: repository.arn,
        })),
        { region: context.region, service: 'codecommit' },
      );
      const [artifact] = context.outputs;
      if (artifact !== undefined)
        await writeArtifact(
          context,
          artifact,
          Readable.from(options.codecommit.commits.archive(repository, commitId)),
        );
      return sourceResult(context, { commit, repositoryName, branchName });
    },
  };
}

async function branchTip(
  context: ActionContext,
  { repositoryName, branchName }: { repositoryName: string; branchName: string },
): Promise<string> {
  try {
    const { branch } = await context.call('codecommit', 'GetBranch', { repositoryName, branchName });
    return branch.commitId;
  } catch (error) {
    if ((error as Error).name !== 'BranchDoesNotExistException') throw error;
    throw new ActionFailure(
      'ConfigurationError',
      `The branch ${branchName} does not exist: ${(error as Error).message}`,
    );
  }
}

function sourceResult(
  context: ActionContext,
  { commit, repositoryName, branchName }: { commit: any; repositoryName: string; branchName: string },
) {
  const { region } = context;
  const url = `https://${region}.console.aws.amazon.com/codesuite/codecommit/repositories/${repositoryName}/commit/${commit.commitId}?region=${region}`;
  return {
    externalExecutionId: commit.commitId,
    externalExecutionUrl: url,
    summary: commit.message.slice(0, LONGEST_SUMMARY),
    outputVariables: {
      AuthorDate: isoDate(commit.author.date),
      BranchName: branchName,
      CommitId: commit.commitId,
      CommitMessage: commit.message,
      CommitterDate: isoDate(commit.committer.date),
      RepositoryName: repositoryName,
    },
    revision: {
      revisionId: commit.commitId,
      revisionSummary: commit.message.slice(0, LONGEST_SUMMARY),
      revisionUrl: url,
      created: Number(commit.committer.date.split(' ')[0]) * 1000,
    },
  };
}

/** `1711111111 +0100` as `2024-03-22T12:38:31Z`. */
function isoDate(gitDate: string): string {
  return new Date(Number(gitDate.split(' ')[0]) * 1000).toISOString().replace('.000Z', 'Z');
}
