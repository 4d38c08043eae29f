import type { DescribeExecutionCommandOutput } from '@aws-sdk/client-sfn';
import { runSummary } from '../../../lib/cli/runs/run-summary';

const started = new Date(0);
const summaryOf = (input: unknown, run: Partial<DescribeExecutionCommandOutput> = {}) =>
  runSummary({
    ...{ name: 'run-1', status: 'SUCCEEDED', startDate: started, input: JSON.stringify(input) },
    ...run,
  } as DescribeExecutionCommandOutput);

test.each([
  ['package', { package: { a: 1 }, version: '1.0.0' }],
  ['version', { package: 'wordcount', version: ['1.0.0'] }],
  ['operation', { package: 'wordcount', version: '1.0.0', operation: { a: 1 } }],
  ['recovers', { operation: 'rollback', failed: { name: { a: 1 }, input: '{}' } }],
])('a %s that is no text is left out, whatever a person gave', (field, input) => {
  const summary = summaryOf(input, { status: 'FAILED', error: 'InvalidInput' });
  expect(summary).toMatchObject({ name: 'run-1', result: 'InvalidInput' });
  expect(summary[field as keyof typeof summary]).toBeUndefined();
});

test('an input that is no object is a run without a package', () => {
  for (const input of [null, 'text', 7, []])
    expect(summaryOf(input)).toMatchObject({ trigger: 'manual', operation: 'publish', package: undefined });
});

test('a dry run has come to a result only once it has ended well', () => {
  const input = { package: 'wordcount', version: '1.0.0', dryRun: true };
  expect(summaryOf(input).result).toBe('DryRun');
  expect(summaryOf(input, { status: 'RUNNING' }).result).toBeUndefined();
  expect(summaryOf(input, { status: 'ABORTED' }).result).toBeUndefined();
});
