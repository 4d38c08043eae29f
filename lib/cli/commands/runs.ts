import { DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import { Command, Option } from 'commander';
import pLimit from 'p-limit';
import { duration } from '../../contract/duration';
import type { CliContext } from '../context';
import { teach } from '../help';
import { listRuns } from '../runs/find-run';
import { runSummary } from '../runs/run-summary';
import { statusStyle } from '../runs/status-style';
import { table } from '../table';
import { openTarget, type Target, type TargetOptions } from '../target';
import { printJson } from './print-json';
import { addTargetOptions } from './target-options';
import { wholeNumber } from './whole-number';

const STATUSES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'];

interface Options extends TargetOptions {
  readonly limit: number;
  readonly status?: string;
  readonly json?: boolean;
}

/** `vigilant runs`: the runs of a deployment. */
export function runsCommand(context: CliContext): Command {
  const command = addTargetOptions(new Command('runs'))
    .description('list the runs of the publish workflow, the newest first')
    .option('--limit <n>', 'how many', wholeNumber(1, 1000), 20)
    .addOption(new Option('--status <status>', 'only those').choices(STATUSES))
    .option('--json', 'print JSON')
    .action(async (options: Options) => {
      const target = await openTarget(context, options);
      const runs = await describeRuns(target, options);
      if (options.json) return printJson(context.terminal, 'runs', { runs });
      if (runs.length === 0) return context.terminal.print('no runs yet');
      context.terminal.print(
        table(
          context.terminal,
          ['RUN', 'STATUS', 'PACKAGE', 'STARTED (UTC)', 'TOOK', 'RESULT'],
          runs.map((run) => [
            run.name,
            { text: run.status, style: statusStyle(run.status) },
            [run.package, run.version].filter(Boolean).join(' '),
            run.startedAt.slice(0, 16).replace('T', ' '),
            run.endedAt ? duration(Date.parse(run.endedAt) - Date.parse(run.startedAt)) : '',
            run.result ?? '',
          ]),
        ),
      );
    });
  return teach(command, {
    examples: [
      ['the last twenty runs', 'npx vigilant runs'],
      ['what failed lately', 'npx vigilant runs --status FAILED --limit 5'],
      [
        'names of the runs that are going on, for programs',
        "npx vigilant runs --status RUNNING --json | jq -r '.runs[].name'",
      ],
    ],
  });
}

/** Step Functions answers DescribeExecution 15 times a second in the long run. */
const AT_ONCE = 10;

/** The list of executions has neither input nor result, so each is described, a few at a time. */
async function describeRuns(target: Target, options: Options) {
  const items = await listRuns(target, options.limit, options.status);
  const atOnce = pLimit(AT_ONCE);
  return Promise.all(items.map(({ executionArn }) => atOnce(() => describe(target, executionArn))));
}

async function describe(target: Target, executionArn: string | undefined) {
  const run = await target.clients.stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
  const { trigger: _, operation = 'publish', ...summary } = runSummary(run);
  return { ...summary, operation, arn: run.executionArn as string };
}
