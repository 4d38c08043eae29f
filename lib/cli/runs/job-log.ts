import { BatchGetBuildsCommand } from '@aws-sdk/client-codebuild';
import type { Target } from '../target';
import { readLogEvents } from './read-log-events';

/** The log of a publish job. */
export interface JobLog {
  readonly build: string;
  readonly status: string;
  readonly lines: readonly string[];
}

/** Reads the logs of builds through CloudWatch Logs, in the order asked for. */
export async function jobLogs(target: Target, builds: readonly string[]): Promise<JobLog[]> {
  if (builds.length === 0) return [];
  const { codeBuild, logs } = target.clients;
  const answer = await codeBuild.send(new BatchGetBuildsCommand({ ids: [...builds] }));
  const found = new Map((answer.builds ?? []).map((build) => [build.id, build]));
  return Promise.all(
    builds.map(async (id) => {
      const build = found.get(id);
      const { groupName, streamName } = build?.logs ?? {};
      const log = groupName && streamName ? await readLogEvents(logs, { groupName, streamName }) : undefined;
      return { build: id, status: build?.buildStatus ?? 'UNKNOWN', lines: log?.messages ?? [] };
    }),
  );
}
