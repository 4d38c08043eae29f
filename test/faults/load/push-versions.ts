import { ListPipelineExecutionsCommand, type PipelineExecutionSummary } from '@aws-sdk/client-codepipeline';
import { ROOT } from '../../bench/world/paths';
import { pushSample } from '../../iam-mutate/push-sample';
import { NAMES, type TableWorld } from '../table/table-world';
import type { LoadVersion } from './load-versions';

/** Longest that the pipeline may take for all pushes. */
const PATIENCE_MS = 3_600_000;

/**
 * Pushes versions one after the other, without waiting for the pipeline: each push is built, though the branch has moved
 * on by then. Gives the versions whose pipeline execution did not succeed, with its status.
 */
export async function pushVersions(
  world: TableWorld,
  versions: readonly LoadVersion[],
  onPush: (version: LoadVersion) => void,
): Promise<string[]> {
  const commits: string[] = [];
  for (const version of versions) {
    commits.push(await push(world, version));
    onPush(version);
  }
  const ended = await Promise.all(
    commits.map((commit) =>
      world.until(
        `the pipeline to end for ${commit}`,
        async () => {
          const execution = await executionOf(world, commit);
          return execution?.status === 'InProgress' ? undefined : execution;
        },
        PATIENCE_MS,
      ),
    ),
  );
  return ended.flatMap(({ status }, index) =>
    status === 'Succeeded' ? [] : [`the push of ${versions[index]?.version} ended as ${status}`],
  );
}

function push({ regions, runtime }: TableWorld, { package: name, version }: LoadVersion): Promise<string> {
  const remote = `${runtime.url}/git-codecommit.${regions[0]}.amazonaws.com/v1/repos/python-package`;
  return pushSample({ projectRoot: ROOT, remote, branch: 'main', version, name });
}

async function executionOf(world: TableWorld, commit: string): Promise<PipelineExecutionSummary | undefined> {
  const command = new ListPipelineExecutionsCommand({ pipelineName: NAMES.pipeline });
  const { pipelineExecutionSummaries = [] } = await world.clients.codePipeline.send(command);
  return pipelineExecutionSummaries.find(({ sourceRevisions = [] }) =>
    sourceRevisions.some(({ revisionId }) => revisionId === commit),
  );
}
