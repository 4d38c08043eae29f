import { StopPipelineExecutionCommand } from '@aws-sdk/client-codepipeline';
import { DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import { Command } from 'commander';
import { originalInput } from '../../contract';
import { duration } from '../../contract/duration';
import { confirm } from '../confirm';
import type { CliContext } from '../context';
import { CliError, EXIT } from '../failure';
import { teach } from '../help';
import { findRunOrPush } from '../runs/find-run-or-push';
import { isGoingOn, type PipelineProgress, startedRun } from '../runs/follow-pipeline';
import { stopRun } from '../runs/stop-run';
import { openTarget, type Target, type TargetOptions } from '../target';
import { addTargetOptions } from './target-options';

interface Options extends TargetOptions {
  readonly yes?: boolean;
}

/** `vigilant stop RUN`: end a run, or a push before it becomes one. */
export function stopCommand(context: CliContext): Command {
  const command = addTargetOptions(new Command('stop'))
    .description(
      'stop a run, or a push before its run has started; what a stopped run has added is rolled back by itself',
    )
    .argument('<run>', 'name of the run, the beginning of one, its ARN, "latest", or the commit of a push')
    .option('-y, --yes', 'do not ask')
    .action(async (name: string, options: Options) => {
      const target = await openTarget(context, options);
      const found = await findRunOrPush(target, name);
      const run = 'run' in found ? found.run : startedRun(found.push);
      if (run !== undefined) return stopExecution(context, target, { arn: run, options });
      if ('push' in found) return stopPush(context, target, { push: found.push, options });
    });
  return teach(command, {
    examples: [
      ['stop the newest run; asks first', 'npx vigilant stop latest'],
      ['see the rollback that followed', 'npx vigilant show latest --follow'],
      ['stop a push by its commit, without being asked', 'npx vigilant stop 1a2b3c4d --yes'],
    ],
    negative: 'it has ended already',
  });
}

async function stopExecution(
  context: CliContext,
  target: Target,
  { arn, options }: { arn: string; options: Options },
): Promise<void> {
  const { terminal, clock } = context;
  const run = await target.clients.stepFunctions.send(new DescribeExecutionCommand({ executionArn: arn }));
  if (run.status !== 'RUNNING') {
    throw new CliError(`run ${run.name} has ended already: ${run.error ?? run.status}`, EXIT.negative);
  }
  const about = (originalInput(run.input) ?? {}) as { package?: string; version?: string };
  const since = duration(clock.now() - (run.startDate?.getTime() ?? 0));
  const what = [about.package, about.version].filter(Boolean).join(' ');
  await confirm(terminal, `Stop run ${run.name}${what && ` (${what})`}, going on for ${since}?`, options);
  await stopRun(target, arn, 'stopped with vigilant stop');
  terminal.print(`stopped ${run.name}`);
  terminal.note(
    `What it has added is rolled back within two minutes, by a run of its own: npx vigilant runs${target.flags}`,
  );
}

/** The pipeline finishes the action that it is at, and starts no other. */
async function stopPush(
  { terminal }: CliContext,
  target: Target,
  { push, options }: { push: PipelineProgress; options: Options },
): Promise<void> {
  if (!isGoingOn(push)) {
    throw new CliError(`push ${push.id} has ended already: ${push.status}`, EXIT.negative);
  }
  await confirm(terminal, `Stop push ${push.id} before it publishes anything?`, options);
  await target.clients.codePipeline.send(
    new StopPipelineExecutionCommand({
      pipelineName: target.pipeline,
      pipelineExecutionId: push.id,
      reason: 'stopped with vigilant stop',
    }),
  );
  terminal.print(`stopped ${push.id}`);
  terminal.note('The action that is going on ends by itself; nothing is published.');
}
