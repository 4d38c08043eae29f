import { randomUUID } from 'node:crypto';
import { ServiceError } from '../service';
import type { Diagnostic } from './definition/diagnostics';
import type { Executions } from './executions';
import type { StateMachines } from './state-machines';

/** What the operations work with. */
export interface StepFunctionsContext {
  readonly machines: StateMachines;
  readonly executions: Executions;
  readonly account: string;
  validate(definition: string, type: string | undefined): readonly Diagnostic[];
}

/** Right on one resource, as every operation on a state machine or an execution needs it. */
export function permission(action: string, resource: string) {
  return [{ action: `states:${action}`, resource }];
}

/** @throws ServiceError InvalidName for names that the API reference excludes. */
export function checkName(name: string): void {
  // White space, brackets, wildcards, special and control characters (API reference, StartExecution, "name").
  if (/[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]/.test(name))
    throw new ServiceError('InvalidName', `Invalid Name: '${name}'`);
}

/** @throws ServiceError InvalidArn unless the text is the ARN of an execution. */
export function checkExecutionArn(arn: string): void {
  if (!arn.startsWith('arn:'))
    throw new ServiceError('InvalidArn', `Invalid Arn: 'Invalid ARN prefix: ${arn}'`);
  const kind = arn.split(':')[5];
  if (kind !== 'execution')
    throw new ServiceError('InvalidArn', `Invalid Arn: 'Resource type not valid in this context: ${kind}'`);
}

/** @throws ServiceError InvalidDefinition that lists what is wrong. */
export function refuseInvalid(diagnostics: readonly Diagnostic[]): void {
  const errors = diagnostics.filter(({ severity }) => severity === 'ERROR');
  if (errors.length === 0) return;
  const text = errors.map(({ code, message, location = 'null' }) => `${code}: ${message} at ${location}`);
  throw new ServiceError('InvalidDefinition', `Invalid State Machine Definition: '${text.join(', ')}'`);
}

/** Name of an execution that was started without one. */
export function generatedExecutionName(): string {
  return randomUUID();
}
