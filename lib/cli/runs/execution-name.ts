import { randomBytes } from 'node:crypto';
import type { WorkflowInput } from '../../contract';

/** Longest execution name (Step Functions API reference, StartExecution). */
const LONGEST = 80;

/** Name of a run that a person starts: what it does, to what, when; unique, since names are taken for 90 days. */
export function executionName(input: WorkflowInput, now: number): string {
  const time = new Date(now).toISOString().replace(/[-:]|\.\d+/g, '');
  const suffix = `-${time}-${randomBytes(2).toString('hex')}`;
  const operation = input.dryRun ? 'plan' : input.operation === 'rollback' ? 'rollback' : 'republish';
  const subject = `${operation}-${input.package}-${input.version}`.replace(/[^A-Za-z0-9._-]/g, '_');
  return subject.slice(0, LONGEST - suffix.length) + suffix;
}
