import type { Clock } from '../../clock';
import type { EventSource } from '../../events/event-bus';
import type { ServiceModels } from '../../http/model/service-models';
import type { Iam } from '../../iam/iam';
import { type Gateway, type Principal, ServiceError } from '../../service';
import type { CheckTask } from '../definition/validate-task';
import { StateFailure } from '../engine/failure';
import { completeBuild, startBuild, stopBuild } from './codebuild-sync';
import { type IntegratedService, integratedService } from './integrated-service';
import { invokeLambda } from './invoke-lambda';
import { sdkMetadata } from './sdk-metadata';
import { fromServiceOutput, toServiceInput } from './sdk-shapes';
import { serviceFailure } from './service-failure';
import type { TaskPort, TaskRequest } from './task-port';

/** What tasks are done with. */
export interface GatewayTasksOptions {
  readonly gateway: Gateway;
  readonly iam: Iam;
  readonly clock: Clock;
  readonly bus: EventSource;
  readonly models: ServiceModels;
  readonly checkTask: CheckTask;
}

/** Calls a service as the state machine's role. Input and output as the service's own API has them. */
export type CallService = (service: string, operation: string, input: unknown) => Promise<any>;

/** Tasks that call the emulated services as the state machine's role. */
export function createGatewayTasks(options: GatewayTasksOptions): TaskPort {
  const tools = (request: TaskRequest, detached = false): TaskTools => ({
    ...options,
    request,
    call: caller(options, request, detached),
  });
  return {
    refusals: (resource, args) =>
      options
        .checkTask(resource, args)
        .flatMap(({ field, message }) => (field === undefined ? [] : [message])),
    run: (request) => runTask(tools(request)),
    submit: (request) => startBuild(tools(request)),
    complete: (request, submitted) => completeBuild(tools(request), submitted),
    // The task was aborted, but the call that stops its job must go through.
    stop: (request, submitted) => stopBuild(tools(request, true), submitted),
    lost({ resource }) {
      const name = resource.kind === 'lambda' ? 'lambda' : resource.service;
      const prefix = integratedService(name)?.errorPrefix ?? 'States';
      return new StateFailure(
        `${prefix}.SdkClientException`,
        'Unable to execute HTTP request: the local runtime was stopped before the call was answered',
      );
    },
  };
}

/** All that one task needs. */
export interface TaskTools extends GatewayTasksOptions {
  readonly request: TaskRequest;
  readonly call: CallService;
}

function caller(options: GatewayTasksOptions, request: TaskRequest, detached: boolean): CallService {
  return async (service, operation, input) =>
    options.gateway.invoke({
      service,
      operation,
      region: request.execution.region,
      principal: assumeRole(options.iam, request),
      input,
      purpose: request.stateName,
      ...(!detached && { signal: request.signal }),
    });
}

/** The session of the execution. @throws StateFailure if the role does not let Step Functions assume it. */
export function assumeRole(iam: Iam, { execution }: TaskRequest): Principal {
  try {
    const sessionName = execution.name.replace(/[^\w+=,.@-]/g, '').slice(0, 64) || 'execution';
    return iam.assumeRole({ roleArn: execution.roleArn, sessionName, service: 'states.amazonaws.com' })
      .principal;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    throw new StateFailure('States.TaskFailed', error.message, undefined, { cause: error });
  }
}

async function runTask(tools: TaskTools): Promise<unknown> {
  const { resource } = tools.request;
  if (resource.kind === 'lambda' || (resource.service === 'lambda' && resource.action === 'invoke'))
    return invokeLambda(tools);
  const service = integratedService(resource.service);
  if (service === undefined)
    throw new Error(`task resource ${resource.arn}: this runtime does not have the service`);
  const output: any = await callAction(tools, service, resource.action);
  if (resource.service === 'events') {
    if (output.FailedEntryCount > 0)
      throw new StateFailure('EventBridge.FailedEntry', JSON.stringify(output));
    return output;
  }
  return service.optimized ? { ...output, ...sdkMetadata(output, tools.clock.now()) } : output;
}

/**
 * Calls the action of a task with its arguments.
 * @throws StateFailure as the state sees the error
 */
export async function callAction(
  tools: TaskTools,
  service: IntegratedService,
  action: string,
): Promise<unknown> {
  const model = tools.models.get(service.model);
  const operation = action.charAt(0).toUpperCase() + action.slice(1);
  const { input, output } = model.operation(operation) ?? {};
  try {
    const answer = await tools.call(
      service.model,
      operation,
      toServiceInput(tools.request.arguments, input, model),
    );
    return await fromServiceOutput(answer, output, model, { numericTimes: service.optimized });
  } catch (error) {
    throw serviceFailure(error, service, model);
  }
}
