import type { ServiceModel, ShapeRef } from '../../http/model/service-model';
import type { ServiceModels } from '../../http/model/service-models';
import type { Gateway } from '../../service';
import { integratedService, SDK_SERVICES } from '../tasks/integrated-service';
import { unknownMembers } from '../tasks/sdk-shapes';
import { notRecognized, type TaskResource } from './task-resource';

/** What is wrong with a task; `field` is set where its arguments are meant, not its resource. */
export interface TaskProblem {
  readonly message: string;
  readonly field?: string;
  /** Only this runtime lacks it. */
  readonly isUnsupported?: boolean;
}

/** Checks a task as far as it is written out. */
export type CheckTask = (resource: TaskResource, args: unknown) => readonly TaskProblem[];

/**
 * Checks against the service models: misspelt members and missing ones are refused at creation, as by the service, and
 * so are the actions that nothing here would answer.
 */
export function createTaskCheck(models: ServiceModels, gateway: Pick<Gateway, 'emulates'>): CheckTask {
  return (resource, args) => {
    if (resource.kind === 'lambda') return [];
    const service = integratedService(resource.service);
    if (service === undefined) return [unsupported(resource.arn, `the service; it has ${services()}`)];
    const model = models.get(service.model);
    const name = pascal(resource.action);
    const operation = model.operation(name);
    if (operation === undefined) return [{ message: notRecognized(resource.arn) }];
    if (!gateway.emulates(service.model, name))
      return [unsupported(resource.arn, `the operation ${name} of ${service.model}`)];
    if (args === null || typeof args !== 'object' || Array.isArray(args)) return [];
    return checkMembers(args, operation.input, model, resource.service === 'lambda');
  };
}

function unsupported(arn: string, lacking: string): TaskProblem {
  const message = `the integration "${arn}" is not supported by this local runtime, which lacks ${lacking}`;
  return { isUnsupported: true, message };
}

function services(): string {
  return SDK_SERVICES.map((name) => `aws-sdk:${name}`).join(', ');
}

function checkMembers(
  args: object,
  input: ShapeRef | undefined,
  model: ServiceModel,
  isInvoke: boolean,
): TaskProblem[] {
  // The payload of a function is free; everything else has a shape.
  const { Payload: _, ...shaped } = args as Record<string, unknown>;
  const unknown = unknownMembers(isInvoke ? shaped : args, input, model);
  const required = input === undefined ? [] : (model.shape(input).required ?? []);
  const missing = required.map(pascal).filter((name) => !(name in args));
  return [
    ...unknown.map((field) => ({
      field,
      message: `The field "${field}" is not supported by Step Functions`,
    })),
    ...missing.map((field) => ({ field, message: `The field "${field}" is required but was missing` })),
  ];
}

function pascal(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
