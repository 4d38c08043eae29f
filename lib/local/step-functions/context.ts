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

/**
 * Refuses what a caller asks of a state machine and nothing here would come of: `publish: false`, logging that is OFF
 * and tracing that is not enabled ask for nothing. @throws ServiceError ValidationException
 */
export function refuseNotEmulated(input: Record<string, any>): void {
  const { publish, loggingConfiguration: logging, tracingConfiguration: tracing } = input;
  const { versionDescription, encryptionConfiguration, tags } = input;
  const asked = {
    publish: publish === true,
    versionDescription: versionDescription !== undefined,
    encryptionConfiguration: encryptionConfiguration !== undefined,
    loggingConfiguration: ![undefined, 'OFF'].includes(logging?.level),
    tracingConfiguration: tracing?.enabled === true,
    tags: tags?.length > 0,
  };
  for (const [member, isAsked] of Object.entries(asked))
    if (isAsked)
      throw new ServiceError('ValidationException', `${member} is not supported by this local runtime`);
}

/** @throws ServiceError InvalidArn unless the text is the ARN of a role. */
export function checkRole(arn: string): void {
  if (!/^arn:[\w-]+:iam::\d{12}:role\/.+$/.test(arn))
    throw new ServiceError('InvalidArn', `Invalid Role Arn: '${arn}'`);
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
