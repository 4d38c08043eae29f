import type { DescribeExecutionCommandOutput } from '@aws-sdk/client-sfn';
import type { RunSummary, Trigger } from '../../console/api/run';
import { originalInput } from '../../contract';
import { parseJson } from '../runs/parse-json';

/** A run as the console and `vigilant runs` list it. */
export function runSummary(run: DescribeExecutionCommandOutput): RunSummary {
  const input = parseJson(run.input) ?? {};
  const about = (originalInput(run.input) ?? {}) as { package?: string; version?: string };
  return {
    name: run.name as string,
    status: run.status as string,
    trigger: triggerOf(input, run.name ?? ''),
    operation: input.operation ?? 'publish',
    dryRun: input.dryRun === true,
    package: about.package,
    version: about.version,
    startedAt: (run.startDate as Date).toISOString(),
    endedAt: run.stopDate?.toISOString(),
    result: run.error ?? parseJson(run.output)?.outcome ?? (input.dryRun ? 'DryRun' : undefined),
    recovers: input.failed?.name,
  };
}

/** Only the pipeline knows the commit; the recovery rule passes its event on, a sweep says what it found. */
function triggerOf(input: any, name: string): Trigger {
  if (input.failed !== undefined || input.lockExpired === true) return 'recovery';
  if (input.operation === 'rollback' && !name.startsWith('rollback-')) return 'recovery';
  return input.revision === undefined ? 'manual' : 'push';
}
