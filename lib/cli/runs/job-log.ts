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

/** What `python -m build` says last of a program that it ran, and what that program said of it above. */
const REASONS: readonly (readonly [last: string, reason: RegExp])[] = [
  ['ERROR Backend subprocess exited', /^[\w.]*(Error|Exception): /],
  ['ERROR Command ', /^(< )?ERROR: /],
];

/**
 * CodePipeline says only which command of a build failed; the scripts of a build say why, as their last error. That of
 * `python -m build` may be only that a program ended, the package's build backend or pip: their own words are above it.
 */
export function reasonOfBuild(lines: readonly string[]): string | undefined {
  const at = lines.findLastIndex((line) => /^(error|ERROR)\b/.test(line));
  const last = lines[at];
  const [, reason] = REASONS.find(([begin]) => last?.startsWith(begin)) ?? [];
  return (reason && lines.slice(0, at).findLast((line) => reason.test(line))) ?? last;
}
