import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Clock } from '../clock';
import type { Iam } from '../iam/iam';
import type { Call, Gateway, InternalCall, Operation, Service } from '../service';
import { ServiceError } from '../service';
import { applyFault } from './apply-fault';
import type { Faults } from './faults';
import type { OperationModel, ServiceModel } from './model/service-model';
import type { ServiceModels } from './model/service-models';
import { fromJson } from './protocols/json-value';
import { errorProblems } from './validation/check-error';
import { outputProblems } from './validation/check-output';
import { validateInput } from './validation/validate-input';

/** What the gateway is made of. */
export interface GatewayOptions {
  /** Every emulated service, one for each model. May be filled until the first call. */
  readonly services: readonly Service[];
  readonly iam: Iam;
  readonly faults: Faults;
  readonly clock: Clock;
  readonly account: string;
  readonly models: ServiceModels;
  /** Gets a line for each bug of an emulated service. */
  readonly log?: (line: string) => void;
}

/** The gateway as the HTTP endpoint uses it. */
export interface LocalGateway extends Gateway {
  invoke(call: InternalCall & { readonly requestId?: string }): Promise<any>;
  /** Model and service with a signing name (`states`) or a model name (`stepfunctions`). */
  find(name: string): EmulatedService | undefined;
  /** Every emulated service. */
  list(): readonly EmulatedService[];
}

export interface EmulatedService {
  readonly service: Service;
  readonly model: ServiceModel;
}

/** Most characters of an input that faults are matched against. */
const SUBJECT = 64 * 1024;

/**
 * Creates the one door to every emulated service. A call is validated against the service model, authorized, hit by
 * an injected fault if there is one, and handled; its answer, or its error, is held against the model too.
 */
export function createGateway(options: GatewayOptions): LocalGateway {
  const { models } = options;
  const emulated = (service: Service): EmulatedService => ({
    service,
    // Read when it is asked for: a list of all services must not cost their models.
    get model() {
      return models.get(service.model);
    },
  });
  return {
    find(name) {
      const service =
        options.services.find((one) => one.model === name) ??
        options.services.find((one) => models.get(one.model).signingName === name);
      return service && emulated(service);
    },
    list: () => options.services.map(emulated),
    emulates: (name, operation) =>
      options.services.some(
        (service) => service.model === name && Object.hasOwn(service.operations, operation),
      ),
    async invoke(request) {
      const service = options.services.find((one) => one.model === request.service);
      if (!service) throw unknownService(request.service, options.services);
      const model = models.get(service.model);
      const { operation, operationModel } = findOperation(service, model, request.operation);
      const call = callOf(request, options);
      return invoke(
        { options, call, model, operation, operationModel, purpose: request.purpose },
        request.input,
      );
    },
  };
}

function callOf(request: InternalCall & { requestId?: string }, options: GatewayOptions): Call {
  return {
    service: request.service,
    operation: request.operation,
    region: request.region,
    account: options.account,
    principal: request.principal,
    requestId: request.requestId ?? randomUUID(),
    signal: request.signal ?? new AbortController().signal,
  };
}

interface Invocation {
  readonly options: GatewayOptions;
  readonly call: Call;
  readonly model: ServiceModel;
  readonly operation: Operation;
  readonly operationModel: OperationModel;
  readonly purpose: string | undefined;
}

async function invoke(invocation: Invocation, raw: unknown): Promise<any> {
  const { options, call, model, operation, operationModel, purpose } = invocation;
  const input = operationModel.input
    ? fromJson(raw ?? {}, operationModel.input, { model, blobs: 'text', names: 'model' })
    : (raw ?? {});
  await refusing(invocation, async () => {
    validateInput(model, operationModel, input);
    options.iam.authorize(call.principal, await operation.permissions(input, call), {
      region: call.region,
      service: call.service,
    });
  });
  const handle = (given: unknown) =>
    refusing(invocation, async () => checked(invocation, await operation.handle(given, call)));
  const effect = options.faults.hit({
    service: call.service,
    operation: call.operation,
    region: call.region,
    subject: subjectOf(input),
    caller: call.principal.arn,
    ...(purpose !== undefined && { purpose }),
  });
  if (!effect) return handle(input);
  return applyFault(
    { effect, input, operation: operationModel, model, clock: options.clock, signal: call.signal },
    handle,
  );
}

/** An answer that the real service could not give is a bug here, and must not look like an answer. */
function checked(invocation: Invocation, output: unknown): unknown {
  const problems = outputProblems(invocation.model, invocation.operationModel.output, output);
  if (problems.length === 0) return output;
  throw bug(invocation, `the answer does not fit the service model: ${problems.join('; ')}`);
}

/** The same for an error. */
async function refusing<T>(invocation: Invocation, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const problems = errorProblems(invocation.model, invocation.operationModel, error);
    if (problems.length === 0) throw error;
    const text = `the error does not fit the service model: ${problems.join('; ')}: ${error.message}`;
    throw bug(invocation, text, error);
  }
}

function bug({ options, call }: Invocation, problem: string, cause?: unknown): ServiceError {
  const text = `${call.service} ${call.operation}: ${problem}`;
  options.log?.(text);
  return new ServiceError('InternalFailure', text, { status: 500 }, { cause });
}

function findOperation(service: Service, model: ServiceModel, name: string) {
  const operationModel = model.operation(name);
  if (!operationModel) {
    throw new ServiceError(
      'UnknownOperationException',
      `${service.model} has no operation ${name.slice(0, 64)}`,
    );
  }
  const operation = Object.hasOwn(service.operations, name) ? service.operations[name] : undefined;
  if (!operation) {
    throw new ServiceError(
      'UnknownOperationException',
      `${service.model} ${name} is not emulated here; emulated are ${Object.keys(service.operations).sort().join(', ')}`,
    );
  }
  return { operation, operationModel };
}

function unknownService(name: string, services: readonly Service[]): ServiceError {
  const known = services.map((service) => service.model).sort();
  return new ServiceError(
    'UnknownOperationException',
    `service ${name.slice(0, 64)} is not emulated here; emulated are ${known.join(', ')}`,
  );
}

/** The input as JSON. Bytes are shown as text, so that a fault can name something inside a Lambda payload. */
function subjectOf(input: unknown): string {
  const text = JSON.stringify(input, function (this: any, key, value) {
    const original = this[key];
    if (original instanceof Readable) return undefined;
    return Buffer.isBuffer(original) ? original.toString('utf8', 0, SUBJECT) : value;
  });
  return text.slice(0, SUBJECT);
}
