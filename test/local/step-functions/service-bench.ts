import { createFaults } from '../../../lib/local/http/create-faults';
import { createGateway } from '../../../lib/local/http/create-gateway';
import type { Iam } from '../../../lib/local/iam/iam';
import {
  type Operation,
  type Permission,
  type Principal,
  type Service,
  ServiceError,
} from '../../../lib/local/service';
import { createStepFunctions } from '../../../lib/local/step-functions/create-step-functions';
import { openStore } from '../../../lib/local/storage/store';
import { MODELS } from '../http/models';
import { ManualClock } from '../manual-clock';
import { START } from './workbench';

const OPERATOR: Principal = { arn: 'arn:aws:iam::000000000000:user/operator', account: '000000000000' };
/** Role of the state machines. */
export const ROLE = 'arn:aws:iam::000000000000:role/machine';
const operation = (handle: Operation['handle']): Operation => ({ permissions: () => [], handle });

interface Builds {
  status: string;
  input?: any;
  stopped: string[];
}

function buildOf(builds: Builds) {
  return {
    id: 'publish:1',
    arn: 'arn:aws:codebuild:us-east-1:000000000000:build/publish:1',
    buildComplete: builds.status !== 'IN_PROGRESS',
    buildStatus: builds.status,
    startTime: new Date(START),
    environment: {
      type: 'LINUX_CONTAINER',
      image: 'i',
      computeType: 'BUILD_GENERAL1_SMALL',
      environmentVariables: [{ name: 'PACKAGE', value: 'p', type: 'PLAINTEXT' }],
    },
  };
}

/** The runtime's own gateway with services that a test scripts. */
export async function serviceBench(handlers: Readonly<Record<string, Operation['handle']>> = {}) {
  const store = await openStore();
  const clock = new ManualClock(START);
  const faults = createFaults();
  const builds: Builds = { status: 'IN_PROGRESS', stopped: [] };
  const denied = new Set<string>();
  const asked: { principal: Principal; action: string; resource: string }[] = [];
  const iam = {
    authorize(principal: Principal, permissions: readonly Permission[]) {
      for (const { action, resource } of permissions) {
        asked.push({ principal, action, resource });
        if (denied.has(action))
          throw new ServiceError('AccessDeniedException', `not authorized to perform: ${action}`);
      }
    },
    assumeRole: ({ roleArn, service }: { roleArn: string; service: string }) => ({
      principal: { arn: `${roleArn}/${service}`, roleArn, account: '000000000000' },
      credentials: {},
    }),
  } as unknown as Iam;
  const model = (name: string, names: readonly string[]): Service => ({
    model: name,
    operations: Object.fromEntries(
      names.map((each) => [each, operation((input, call) => (handlers[each] ?? (() => ({})))(input, call))]),
    ),
  });
  const codebuild: Service = {
    model: 'codebuild',
    operations: {
      StartBuild: operation((input) => {
        builds.input = input;
        return { build: buildOf(builds) };
      }),
      BatchGetBuilds: operation(() => ({ builds: [buildOf(builds)] })),
      StopBuild: operation(({ id }) => {
        builds.stopped.push(id);
        return { build: buildOf({ ...builds, status: 'STOPPED' }) };
      }),
    },
  };
  const services: Service[] = [
    codebuild,
    model('lambda', ['Invoke']),
    model('s3', ['GetObject']),
    model('dynamodb', ['UpdateItem', 'Scan', 'GetItem']),
    model('events', ['PutEvents']),
    model('sns', ['Publish']),
  ];
  const gateway = createGateway({ services, iam, faults, clock, account: '000000000000', models: MODELS });
  const published: any[] = [];
  const listeners = new Set<(event: any) => void>();
  const bus = {
    publish(event: any) {
      published.push(event);
      for (const listener of listeners) listener(event);
    },
    listen(listener: (event: any) => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const sfn = createStepFunctions({
    store,
    gateway,
    iam,
    bus,
    clock,
    account: '000000000000',
    models: MODELS,
  });
  services.push(sfn.service);
  const api = (name: string, input: object) =>
    gateway.invoke({
      service: 'stepfunctions',
      operation: name,
      region: 'us-east-1',
      principal: OPERATOR,
      input,
    });
  const create = async (definition: object, name = 'machine') =>
    api('CreateStateMachine', {
      name,
      roleArn: ROLE,
      definition: JSON.stringify({ QueryLanguage: 'JSONata', ...definition }),
    });
  const ended = async (executionArn: string) => {
    for (let turn = 0; turn < 50; turn++) {
      const found = await api('DescribeExecution', { executionArn });
      if (found.status !== 'RUNNING') return found;
      await clock.advance(1000);
    }
    throw new Error('the execution does not end');
  };
  const run = async (task: object, input: unknown = {}) => {
    const { stateMachineArn } = await create({
      StartAt: 'T',
      States: { T: { Type: 'Task', End: true, ...task } },
    });
    const { executionArn } = await api('StartExecution', { stateMachineArn, input: JSON.stringify(input) });
    const found = await ended(executionArn);
    const { events } = await api('GetExecutionHistory', { executionArn });
    return { ...found, output: found.output && JSON.parse(found.output), events };
  };
  return { sfn, api, create, run, ended, builds, faults, denied, asked, clock, published, bus };
}
