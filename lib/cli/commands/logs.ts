import { Command } from 'commander';
import type { CliContext } from '../context';
import { CliError, EXIT } from '../failure';
import { teach } from '../help';
import { findRunOrPush, type RunOrPush } from '../runs/find-run-or-push';
import { followLogs, type JobsSoFar, type LogLine } from '../runs/follow-logs';
import { isGoingOn, pipelineProgress, startedBuild } from '../runs/follow-pipeline';
import { interrupted, unlessStopped } from '../runs/interrupted';
import { jobLogs } from '../runs/job-log';
import { loadRun } from '../runs/load-run';
import { openTarget, type Target, type TargetOptions } from '../target';
import { paint } from '../terminal';
import { printJson, printJsonLine } from './print-json';
import { addTargetOptions, collect } from './target-options';

interface Options extends TargetOptions {
  readonly region?: readonly string[];
  readonly follow?: boolean;
  readonly json?: boolean;
}

/** `vigilant logs RUN`: what the jobs of a run printed, or the build job of a push. */
export function logsCommand(context: CliContext): Command {
  const command = addTargetOptions(new Command('logs'))
    .description('print the logs of the publish jobs of a run, or of the build job of a push')
    .argument('<run>', 'name of the run, the beginning of one, its ARN, "latest", or the commit of a push')
    .option('--region <region>', 'only the jobs for this region (may be repeated)', collect)
    .option('-f, --follow', 'print lines as they come, until the last job has ended')
    .option('--json', 'print JSON; with --follow one object a line')
    .action(async (name: string, options: Options) => {
      const target = await openTarget(context, options);
      const found = await findRunOrPush(target, name);
      const jobsSoFar = () => jobsOf(target, found, options.region);
      if (!options.follow) return printLogs(context, target, { ...(await jobsSoFar()), options });
      await unlessStopped(
        context.stop,
        () => followLogs(context, target, { jobsSoFar, line: lineOf(context, options) }),
        () =>
          interrupted({
            what: name,
            resume: `npx vigilant logs ${name} --follow${target.flags}`,
            stop: `npx vigilant stop ${name}${target.flags}`,
          }),
      );
    });
  return teach(command, {
    examples: [
      ['the jobs of the newest run, as they go on', 'npx vigilant logs latest -f'],
      ['one region of a run that has ended', 'npx vigilant logs 5fa3cf1e --region eu-west-1'],
      ['why the build of a push failed', 'npx vigilant logs 1a2b3c4d'],
      [
        'for programs, as it goes on',
        'npx vigilant logs latest -f --json | jq -r \'select(.job == "eu-west-1").text\'',
      ],
    ],
  });
}

/** The jobs that a run or a push has started so far. @throws CliError for a region that the run has nothing to do with */
async function jobsOf(
  target: Target,
  found: RunOrPush,
  regions: readonly string[] | undefined,
): Promise<JobsSoFar> {
  if ('push' in found) {
    const progress = await pipelineProgress(target, found.push.id);
    const build = startedBuild(progress);
    return {
      jobs: build === undefined ? [] : [{ build, label: 'build' }],
      ended: build !== undefined || !isGoingOn(progress),
    };
  }
  const report = await loadRun(target, found.run);
  const steps = report.steps.filter((step) => step.step === 'publish');
  const known = [...new Set(report.steps.map((step) => step.region))];
  const strange = regions?.find((region) => !known.includes(region));
  if (strange !== undefined && known.length > 0) {
    throw new CliError(
      `--region: no job of this run was for ${strange}; its regions are: ${known.join(', ')}`,
      EXIT.usage,
    );
  }
  const chosen = steps.filter((step) => regions === undefined || regions.includes(step.region));
  const jobs = chosen.flatMap((step) =>
    step.visits.flatMap((visit) => visit.builds.map(({ id }) => ({ build: id, label: step.region }))),
  );
  return { jobs, ended: report.status !== 'RUNNING' };
}

async function printLogs(
  context: CliContext,
  target: Target,
  { jobs, ended, options }: JobsSoFar & { options: Options },
): Promise<void> {
  const { terminal } = context;
  const logs = await jobLogs(
    target,
    jobs.map(({ build }) => build),
  );
  const labelled = logs.map((log, index) => ({ ...log, job: jobs[index]?.label ?? '' }));
  if (options.json) return printJson(terminal, 'logs', { logs: labelled });
  for (const { build, job, status, lines } of labelled) {
    terminal.note(paint(terminal, 'bold', `log of job ${build} (${job}, ${status})`));
    for (const text of lines) printLine(context, { build, label: job, text });
  }
  if (logs.length === 0) terminal.note(ended ? 'no job was started' : 'no job was started yet; -f waits');
}

/** What is done with each line of a log that is followed. */
function lineOf(context: CliContext, { json }: Options): (line: LogLine) => void {
  if (!json) return (line) => printLine(context, line);
  return ({ build, label, text }) =>
    printJsonLine(context.terminal, 'logs --follow', { build, job: label, text });
}

function printLine({ terminal }: CliContext, { label, text }: LogLine): void {
  terminal.print(`${paint(terminal, 'dim', `${label} |`)} ${text}`);
}
