import { BatchGetBuildsCommand, type Build, ListBuildsForProjectCommand } from '@aws-sdk/client-codebuild';
import type { DescribeExecutionOutput } from '@aws-sdk/client-sfn';
import { deploymentNames } from '../../../lib/contract';
import type { ReleaseWorld } from '../world/release-world';

/** Parts of a run in the order in which they come; together they are the whole of it. */
export const RUN_PARTS = [
  'until the first job starts: resolve, lock, survey, intent',
  'until the last job runs its commands: role, log, bundle, shell',
  'until the last job has run its commands: what the bare side does',
  'until the last job has ended: its processes and folder',
  'until the run has succeeded: verify, promote, ledger, announce',
] as const;

/** Milliseconds that each of {@link RUN_PARTS} of a run of so many regions took, by the dates of its builds. */
export async function runParts(
  world: ReleaseWorld,
  { startDate, stopDate }: DescribeExecutionOutput,
  regions: number,
): Promise<number[]> {
  const builds = await lastBuilds(world, regions);
  const commands = builds.map((build) => build.phases?.find(({ phaseType }) => phaseType === 'BUILD'));
  const moments = [
    Number(startDate),
    Math.min(...builds.map(({ startTime }) => Number(startTime))),
    Math.max(...commands.map((phase) => Number(phase?.startTime))),
    Math.max(...commands.map((phase) => Number(phase?.endTime))),
    Math.max(...builds.map(({ endTime }) => Number(endTime))),
    Number(stopDate),
  ];
  return moments.slice(1).map((moment, index) => moment - (moments[index] as number));
}

/** The publish jobs that were started last. */
export async function lastBuilds({ clients }: ReleaseWorld, count: number): Promise<Build[]> {
  const projectName = deploymentNames('vigilant').publishProject;
  const { ids } = await clients.codeBuild.send(new ListBuildsForProjectCommand({ projectName }));
  const { builds = [] } = await clients.codeBuild.send(
    new BatchGetBuildsCommand({ ids: ids?.slice(0, count) }),
  );
  if (builds.length !== count)
    throw new Error(`expected ${count} builds of ${projectName}, found ${builds.length}`);
  return builds;
}
