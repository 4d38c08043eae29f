import type { ServiceModel, ShapeRef } from '../../http/model/service-model';
import type { ServiceModels } from '../../http/model/service-models';
import { integratedService, SDK_SERVICES } from '../tasks/integrated-service';
import { unknownMembers } from '../tasks/sdk-shapes';
import type { TaskResource } from './task-resource';

/** What is wrong with a task; `field` is set where its arguments are meant, not its resource. */
export interface ArgumentProblem {
  readonly message: string;
  readonly field?: string;
}

/** Checks the arguments of a task as far as they are written out. */
export type CheckArguments = (resource: TaskResource, args: unknown) => readonly ArgumentProblem[];

/** Checks against the service models: misspelt members and missing ones are refused at creation, as by the service. */
export function createArgumentCheck(models: ServiceModels): CheckArguments {
  return (resource, args) => {
    if (resource.kind === 'lambda') return [];
    const service = integratedService(resource.service);
    if (service === undefined)
      return [
        {
          message: `the service of "${resource.arn}" is not supported by this runtime; it has ${SDK_SERVICES.map((name) => `aws-sdk:${name}`).join(', ')}`,
        },
      ];
    const model = models.get(service.model);
    const operation = model.operation(resource.action.charAt(0).toUpperCase() + resource.action.slice(1));
    if (operation === undefined)
      return [{ message: `The resource provided ${resource.arn} is not recognized` }];
    if (args === null || typeof args !== 'object' || Array.isArray(args)) return [];
    return checkMembers(args, operation.input, model, resource.service === 'lambda');
  };
}

function checkMembers(
  args: object,
  input: ShapeRef | undefined,
  model: ServiceModel,
  isInvoke: boolean,
): ArgumentProblem[] {
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
