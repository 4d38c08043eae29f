import { BatchGetBuildsCommand } from '@aws-sdk/client-codebuild';
import type { CliContext } from '../context';
import type { Target } from '../target';
import { pauseOf } from './follow-run';
import { readLogEvents } from './read-log-events';

/** A job whose log is wanted, and what to call it. */
export interface LabelledJob {
  readonly build: string;
  readonly label: string;
}

/** The jobs that there are so far, and whether more may come. */
export interface JobsSoFar {
  readonly jobs: readonly LabelledJob[];
  readonly ended: boolean;
}

/** What a job's log says next. */
export interface LogLine extends LabelledJob {
  readonly text: string;
}

/**
 * Gives each line of the jobs' logs as it comes, until the last job has ended. Jobs that start later, such as those of
 * another attempt, are followed too.
 */
export async function followLogs(
  { clock, stop }: Pick<CliContext, 'clock' | 'stop'>,
  target: Target,
  { jobsSoFar, line }: { jobsSoFar: () => Promise<JobsSoFar>; line: (line: LogLine) => void },
): Promise<void> {
  const tokens = new Map<string, string | undefined>();
  for (let roundsAfterEnd = 0; ; ) {
    const { jobs, ended } = await jobsSoFar();
    const running = await readNewLines(target, { jobs, tokens, line });
    // CloudWatch Logs may get the last lines a moment after the job has ended.
    if (ended && !running) roundsAfterEnd += 1;
    if (roundsAfterEnd > 1) return;
    await clock.sleep(pauseOf(target), stop);
  }
}

async function readNewLines(
  target: Target,
  {
    jobs,
    tokens,
    line,
  }: {
    jobs: readonly LabelledJob[];
    tokens: Map<string, string | undefined>;
    line: (line: LogLine) => void;
  },
): Promise<boolean> {
  if (jobs.length === 0) return false;
  const { codeBuild, logs } = target.clients;
  const { builds = [] } = await codeBuild.send(
    new BatchGetBuildsCommand({ ids: jobs.map(({ build }) => build) }),
  );
  for (const job of jobs) {
    const { groupName, streamName } = builds.find(({ id }) => id === job.build)?.logs ?? {};
    if (!groupName || !streamName) continue;
    const place = { groupName, streamName, token: tokens.get(job.build) };
    const { messages, token } = await readLogEvents(logs, place);
    tokens.set(job.build, token);
    for (const text of messages) line({ ...job, text });
  }
  return builds.some(({ buildComplete }) => buildComplete === false);
}
