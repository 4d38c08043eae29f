import type { DescribeExecutionCommandOutput } from '@aws-sdk/client-sfn';
import type { RunSummary, Trigger } from '../../console/api/run';
import { parseJson } from '../runs/parse-json';

/** A run as the console lists it. */
export function runSummary(run: DescribeExecutionCommandOutput): RunSummary {
  const input = parseJson(run.input) ?? {};
  return {
    name: run.name as string,
    status: run.status as string,
    trigger: triggerOf(input, run.name ?? ''),
    operation: input.operation ?? 'publish',
    dryRun: input.dryRun === true,
    package: input.package ?? subjectOf(input).package,
    version: input.version ?? subjectOf(input).version,
    startedAt: (run.startDate as Date).toISOString(),
    endedAt: run.stopDate?.toISOString(),
    result: run.error ?? parseJson(run.output)?.outcome ?? (input.dryRun ? 'DryRun' : undefined),
  };
}

/** A recovery is asked for with the event about the run that ended; that run's input names the version. */
function subjectOf(input: any): { package?: string; version?: string } {
  return parseJson(input.failed?.input) ?? {};
}

/** Only the pipeline knows the commit; the recovery rule passes its event on, a sweep says what it found. */
function triggerOf(input: any, name: string): Trigger {
  if (input.failed !== undefined || input.lockExpired === true) return 'recovery';
  if (input.operation === 'rollback' && !name.startsWith('rollback-')) return 'recovery';
  return input.revision === undefined ? 'manual' : 'push';
}
