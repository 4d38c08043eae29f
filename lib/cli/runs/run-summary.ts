import type { DescribeExecutionCommandOutput } from '@aws-sdk/client-sfn';
import type { RunSummary, Trigger } from '../../console/api/run';
import { originalInput } from '../../contract';
import { parseJson } from './parse-json';

/** A run as the console and `vigilant runs` list it. */
export function runSummary(run: DescribeExecutionCommandOutput): RunSummary {
  const input = parseJson(run.input) ?? {};
  const about = (originalInput(run.input) ?? {}) as { package?: unknown; version?: unknown };
  return {
    name: run.name as string,
    status: run.status as string,
    trigger: triggerOf(input, run.name ?? ''),
    operation: textOf(input.operation ?? 'publish'),
    dryRun: input.dryRun === true,
    package: textOf(about.package),
    version: textOf(about.version),
    startedAt: (run.startDate as Date).toISOString(),
    endedAt: run.stopDate?.toISOString(),
    result: run.error ?? parseJson(run.output)?.outcome ?? (planned(run, input) ? 'DryRun' : undefined),
    recovers: textOf(input.failed?.name),
  };
}

/** Executions can be started with any JSON: what is no text is refused by the workflow, and no list can show it. */
const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined);

/** What a dry run has come to is known once it has ended well; its output names no outcome. */
const planned = (run: DescribeExecutionCommandOutput, input: any) =>
  run.status === 'SUCCEEDED' && input.dryRun === true;

/** Only the pipeline knows the commit; the recovery rule passes its event on, a sweep says what it found. */
function triggerOf(input: any, name: string): Trigger {
  if (input.failed !== undefined || input.lockExpired === true) return 'recovery';
  if (input.operation === 'rollback' && !name.startsWith('rollback-')) return 'recovery';
  return input.revision === undefined ? 'manual' : 'push';
}
