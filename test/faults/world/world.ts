import { createCodeArtifact } from '../../../lib/local/codeartifact/codeartifact';
import { createDynamoDb } from '../../../lib/local/dynamodb/create-dynamodb';
import type { BusEvent } from '../../../lib/local/events/event-bus';
import { createFaults } from '../../../lib/local/http/create-faults';
import { createGateway } from '../../../lib/local/http/create-gateway';
import type { Faults } from '../../../lib/local/http/faults';
import type { ServiceModels } from '../../../lib/local/http/model/service-models';
import type { Call, Gateway, Operation, Service } from '../../../lib/local/service';
import { openStore } from '../../../lib/local/storage/store';
import { createEngine } from './engine';
import { type HandlerFunctionsOptions, handlerFunctions, type Mutation } from './handler-functions';
import { memoryBlobs } from './memory-blobs';
import { ACCOUNT, OPERATOR, permissiveIam } from './permissive-iam';
import { publishJobs } from './publish-jobs';
import { releaseBucket, type StoredRelease } from './releases';
import { VirtualClock } from './virtual-clock';
import { watchedStore } from './watched-store';
import { DEPLOYMENT, HOME, NAMES, type WorkflowDefinition } from './workflow-definition';

/** Repositories of every region. */
export const REPOSITORIES = { domain: 'acme', staging: 'staging', release: 'release' } as const;
const START = Date.UTC(2026, 0, 1);

export interface WorldOptions {
  readonly workflow: WorkflowDefinition;
  readonly models: ServiceModels;
  readonly regions: readonly string[];
  readonly releases: readonly StoredRelease[];
  readonly random: () => number;
  /** Minutes that publish jobs wait in the queue, in the order in which they are started. */
  readonly queues: readonly number[];
  readonly faults: Faults;
  readonly handlers?: HandlerFunctionsOptions['handlers'];
  /** Sees every event, and says how often it is delivered. */
  readonly onEvent: (event: BusEvent) => number;
  /** Hears every event of the bus. */
  readonly listener: (event: BusEvent) => void;
  readonly onMutation: (mutation: Mutation) => void;
  /** An execution has written these values to the ledger. */
  readonly onLedger: (execution: string, values: LedgerValues) => void;
  /** A version of the release repository changed in a region; whoever changed it hears of that only afterwards. */
  readonly onRelease: (region: string) => Promise<void>;
  readonly log: (line: string) => void;
}

/** Values of an update of the ledger, by their names in its expression (`:intent`). */
export type LedgerValues = Readonly<Record<string, { readonly S?: string }>>;

/** Every service that the workflow uses, in one process, in memory and on one clock. */
export type World = Awaited<ReturnType<typeof createWorld>>;

/** Creates the services and deploys the workflow to them. */
export async function createWorld(options: WorldOptions) {
  const { random, log, faults, models } = options;
  const clock = new VirtualClock(START);
  const iam = permissiveIam();
  const base = await openStore();
  const services: Service[] = [];
  const door = (through: Faults): Gateway =>
    createGateway({ services, iam, faults: through, clock, account: ACCOUNT, models, log });
  const gateway = door(faults);
  const codeArtifact = createCodeArtifact({
    store: watchedStore(base, clock, async (table, key) => {
      const [region = '', , repository] = key.split('/');
      if (table === 'codeartifact-versions' && repository === REPOSITORIES.release)
        await options.onRelease(region);
    }),
    blobs: memoryBlobs(clock),
    bus: { publish: () => undefined },
    endpoint: () => 'http://localhost',
    ...{ iam, faults, clock, account: ACCOUNT },
  });
  const dynamoDb = createDynamoDb({ account: ACCOUNT });
  const shared = { deployment: DEPLOYMENT, names: REPOSITORIES, gateway, clock, random };
  const functions = handlerFunctions({
    ...shared,
    handlers: options.handlers,
    jobs: { project: NAMES.publishProject, region: HOME },
    onMutation: options.onMutation,
  });
  const jobs = publishJobs({
    ...shared,
    queues: options.queues,
    onMutation: options.onMutation,
    index: () => codeArtifact.routes[0] as never,
  });
  const permanent = [
    codeArtifact.service,
    ledger(dynamoDb.service, clock, options.onLedger),
    functions.service,
    jobs.service,
    releaseBucket(options.releases),
  ];
  const boot = async () => {
    const store = watchedStore(base, clock);
    const { definition, sweep, rules } = options.workflow;
    const machines = {
      [NAMES.stateMachine]: definition(options.regions),
      [NAMES.sweepStateMachine]: sweep,
    };
    const common = {
      gateway,
      iam,
      clock,
      random,
      models,
      log,
      onEvent: options.onEvent,
      listener: options.listener,
    };
    const engine = createEngine({ ...common, store, rules, machines });
    services.splice(0, services.length, ...permanent, ...engine.services);
    await engine.start();
    return { store, engine };
  };
  await deployData(codeArtifact.providers, dynamoDb.providers, options.regions);
  let current = await boot();
  const operator = door(createFaults());
  return {
    clock,
    functions,
    jobs,
    index: codeArtifact.routes[0] as NonNullable<(typeof codeArtifact.routes)[0]>,
    base,
    /** A call by the person at the machine, which no fault hits. */
    call: (service: string, operation: string, { region = HOME, ...input }: Record<string, unknown>) =>
      operator.invoke({ service, operation, region: region as string, principal: OPERATOR, input }),
    /** Kills the process with all that it does, and starts another one on what is stored. */
    async restart() {
      const dead = current;
      dead.store.kill();
      functions.kill();
      jobs.kill();
      await dead.engine.close();
      current = await boot();
    },
    async close() {
      current.store.kill();
      functions.kill();
      jobs.kill();
      await current.engine.close();
      await dynamoDb.close();
      await base.close();
    },
  };
}

/** The table's own work takes turns of the event loop, but no time. */
function ledger(service: Service, clock: VirtualClock, onLedger: WorldOptions['onLedger']): Service {
  const handle = async (operation: Operation, input: any, call: Call) => {
    const output = await clock.during(async () => operation.handle(input, call));
    if (input.UpdateExpression)
      onLedger(call.principal.arn.split('/').pop() ?? '', input.ExpressionAttributeValues);
    return output;
  };
  const operations = Object.entries(service.operations).map(([name, operation]): [string, Operation] => [
    name,
    { ...operation, handle: (input, call) => handle(operation, input, call) },
  ]);
  return { ...service, operations: Object.fromEntries(operations) };
}

type Providers = ReturnType<typeof createDynamoDb>['providers'];

async function deployData(
  codeArtifact: Providers,
  dynamoDb: Providers,
  regions: readonly string[],
): Promise<void> {
  const deploy = (providers: Providers, type: string, region: string, properties: object) =>
    providers
      .find((provider) => provider.type === type)
      ?.deploy({ stack: 'lab', logicalId: type, type, region, account: ACCOUNT, properties });
  for (const region of regions) {
    await deploy(codeArtifact, 'AWS::CodeArtifact::Domain', region, { DomainName: REPOSITORIES.domain });
    for (const RepositoryName of [REPOSITORIES.staging, REPOSITORIES.release])
      await deploy(codeArtifact, 'AWS::CodeArtifact::Repository', region, {
        DomainName: REPOSITORIES.domain,
        RepositoryName,
      });
  }
  const attribute = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' });
  await deploy(dynamoDb, 'AWS::DynamoDB::Table', HOME, {
    TableName: NAMES.ledgerTable,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [attribute('package'), attribute('version')],
    KeySchema: [
      { AttributeName: 'package', KeyType: 'HASH' },
      { AttributeName: 'version', KeyType: 'RANGE' },
    ],
  });
}
