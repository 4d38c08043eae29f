import type { ResourceProvider } from '../assembly/resource-provider';
import type { Clock } from '../clock';
import type { EventBus, EventSource } from '../events/event-bus';
import type { ServiceModels } from '../http/model/service-models';
import type { Iam } from '../iam/iam';
import type { Gateway, Service } from '../service';
import type { Store } from '../storage/store';
import type { StepFunctionsContext } from './context';
import { validateDefinition } from './definition/validate-definition';
import { createTaskCheck } from './definition/validate-task';
import { Executions } from './executions';
import { createStateMachine } from './operations/create-state-machine';
import { deleteStateMachine } from './operations/delete-state-machine';
import { describeExecution } from './operations/describe-execution';
import { describeStateMachine, describeStateMachineForExecution } from './operations/describe-state-machine';
import { getExecutionHistory } from './operations/get-execution-history';
import { listExecutions } from './operations/list-executions';
import { listStateMachines } from './operations/list-state-machines';
import { startExecution } from './operations/start-execution';
import { stopExecution } from './operations/stop-execution';
import { updateStateMachine } from './operations/update-state-machine';
import { validateStateMachineDefinition } from './operations/validate-state-machine-definition';
import { stateMachineProvider } from './state-machine-provider';
import { StateMachines } from './state-machines';
import { createGatewayTasks } from './tasks/gateway-tasks';

/** What {@link createStepFunctions} works with. */
export interface StepFunctionsOptions {
  readonly store: Store;
  readonly gateway: Gateway;
  readonly iam: Iam;
  readonly bus: EventBus & EventSource;
  readonly clock: Clock;
  readonly account: string;
  readonly models: ServiceModels;
  /** For the jitter of retries, from 0 up to 1. @default Math.random */
  readonly random?: () => number;
  /** Told of what is wrong with the runtime itself, such as a full disk. */
  readonly log?: (line: string) => void;
}

/** Step Functions: JSONata state machines of type STANDARD. */
export interface StepFunctions {
  readonly service: Service;
  readonly providers: readonly ResourceProvider[];
  /** Takes up the state machines that API calls made; call it when every resource is deployed. */
  load(): Promise<void>;
  /** Takes up the executions that were running. */
  start(): Promise<void>;
  /** Lets go of what runs; the next start takes it up. */
  close(): Promise<void>;
}

/** Creates the Step Functions service. */
export function createStepFunctions(options: StepFunctionsOptions): StepFunctions {
  const { store, clock, bus, random, account } = options;
  const checkTask = createTaskCheck(options.models, options.gateway);
  const machines = new StateMachines(store, () => clock.now());
  const executions = new Executions({
    store,
    clock,
    bus,
    random,
    tasks: createGatewayTasks({ ...options, checkTask }),
    onError: (error) => options.log?.(`step functions: ${(error as Error).stack ?? error}`),
  });
  const context: StepFunctionsContext = {
    machines,
    executions,
    account,
    validate: (definition, type) => validateDefinition(definition, { type, checkTask }),
  };
  return {
    service: { model: 'stepfunctions', operations: operations(context) },
    providers: [stateMachineProvider(context)],
    load: () => machines.load(),
    start: () => executions.resume(),
    close: () => executions.close(),
  };
}

function operations(context: StepFunctionsContext): Service['operations'] {
  return {
    CreateStateMachine: createStateMachine(context),
    DeleteStateMachine: deleteStateMachine(context),
    UpdateStateMachine: updateStateMachine(context),
    DescribeStateMachine: describeStateMachine(context),
    DescribeStateMachineForExecution: describeStateMachineForExecution(context),
    ListStateMachines: listStateMachines(context),
    ValidateStateMachineDefinition: validateStateMachineDefinition(context),
    StartExecution: startExecution(context),
    StopExecution: stopExecution(context),
    DescribeExecution: describeExecution(context),
    ListExecutions: listExecutions(context),
    GetExecutionHistory: getExecutionHistory(context),
  };
}
