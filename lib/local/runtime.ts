import { join } from 'node:path';
import { assetCatalog } from './assembly/asset-catalog';
import { type Deployment, deployAssembly } from './assembly/deploy-assembly';
import { type Assembly, loadAssembly } from './assembly/load-assembly';
import type { Clock } from './clock';
import type { Quirks } from './codeartifact/context';
import { createEndpoint, type Endpoint } from './http/create-endpoint';
import { createFaults } from './http/create-faults';
import { createGateway } from './http/create-gateway';
import type { Faults } from './http/faults';
import { findModelDirectory } from './http/model/find-model-directory';
import { createServiceModels, type ServiceModels } from './http/model/service-models';
import { createIam } from './iam/create-iam';
import type { Journal } from './iam/journal';
import type { Policy } from './iam/policy/policy';
import { createParts } from './runtime/create-parts';
import { jobHostEnvironment } from './runtime/job-host-environment';
import { openState, type State } from './runtime/open-state';
import type { Part } from './runtime/part';
import { createStartingRoute } from './runtime/starting-route';
import type { Gateway, HttpRoute, Service } from './service';

/** Options of {@link createRuntime}. */
export interface RuntimeOptions {
  /** A synthesized app: `cdk.out`. */
  readonly assemblyDirectory: string;
  /** @default a temporary folder that is gone after `close` */
  readonly stateDirectory?: string;
  /** @default 0, any free port */
  readonly port?: number;
  /** Account that everything is deployed to. */
  readonly account: string;
  /** Folder with `.venv`, which stands for the build image, and `node_modules`, which has the AWS SDK of functions. */
  readonly projectRoot: string;
  readonly clock: Clock;
  readonly log: (line: string) => void;
  /** @default process.env */
  readonly hostEnvironment?: Readonly<Record<string, string | undefined>>;
  /** Further paths of the endpoint, asked after those of the services: the console. */
  readonly routes?: readonly HttpRoute[];
  /** How CodeArtifact behaves where clients have seen it behave in more than one way. */
  readonly quirks?: Partial<Quirks>;
  /** Hears of every decision of IAM. */
  readonly journal?: Journal;
  /** Decides which calls fail, and how. @default none, until some are injected at `/_local/faults` */
  readonly faults?: Faults;
  /** Changes each policy whenever it decides. @default policies decide as they were deployed */
  readonly amendPolicy?: (policy: Policy) => Policy;
}

/** The workflow's AWS account on this machine. */
export interface LocalRuntime {
  readonly url: string;
  readonly port: number;
  readonly account: string;
  /** Stack name → output name → value. */
  readonly outputs: Deployment['outputs'];
  /** Resources that were accepted without behaviour, each with the reason. */
  readonly notEmulated: readonly string[];
  readonly gateway: Gateway;
  /** Lets go of all work, which the next start continues, and closes the state folder. */
  close(): Promise<void>;
}

/**
 * Deploys a cloud assembly to this machine and serves it at one loopback endpoint.
 * @throws Error that says what is wrong and what to do: no assembly, no service models, state folder or port in use,
 * a resource that cannot be deployed
 */
export async function createRuntime(options: RuntimeOptions): Promise<LocalRuntime> {
  const environment = options.hostEnvironment ?? process.env;
  const assembly = loadAssembly(options.assemblyDirectory);
  const models = createServiceModels(findModelDirectory(options.projectRoot, environment));
  const state = await openState(options.stateDirectory);
  const running: Running = { state, parts: [] };
  try {
    return await run(options, { environment, assembly, models, running });
  } catch (error) {
    await close(running).catch(({ message, errors }: AggregateError) =>
      options.log(`${message}: ${errors.join('; ')}`),
    );
    throw error;
  }
}

interface Running {
  readonly state: State;
  parts: readonly Part[];
  endpoint?: Endpoint;
  closed?: Promise<void>;
}

async function run(
  options: RuntimeOptions,
  found: {
    environment: Readonly<Record<string, string | undefined>>;
    assembly: Assembly;
    models: ServiceModels;
    running: Running;
  },
): Promise<LocalRuntime> {
  const { account, amendPolicy, clock, journal, log, projectRoot } = options;
  const { environment, assembly, models, running } = found;
  const { state } = running;
  let url = '';
  const services: Service[] = [];
  const iam = await createIam({ account, clock, store: state.store, journal, amendPolicy });
  const faults = options.faults ?? createFaults();
  const gateway = createGateway({ services, iam, faults, clock, account, models, log });
  const parts = createParts({
    state,
    assets: assetCatalog(assembly, account),
    iam,
    faults,
    gateway,
    clock,
    account,
    endpoint: () => url,
    projectRoot,
    path: environment['PATH'] ?? '',
    jobEnvironment: jobHostEnvironment(environment, { cacheDirectory: join(state.cacheDirectory, 'pip') }),
    models,
    quirks: options.quirks,
    log,
  });
  running.parts = parts;
  services.push(...parts.flatMap((part) => part.service ?? []));

  // The endpoint listens before the assembly is deployed, because resources hold its address.
  const starting = createStartingRoute();
  const routes = [starting, ...parts.flatMap((part) => part.routes ?? []), ...(options.routes ?? [])];
  const regions = [...new Set(assembly.stacks.map(({ region }) => region))];
  const endpoint = createEndpoint({ gateway, iam, faults, regions, clock, routes, port: options.port, log });
  const listening = await endpoint.listen().catch((error) => {
    throw explainPort(error, options.port);
  });
  running.endpoint = endpoint;
  url = listening.url;
  const deployment = await deployAssembly({
    assembly,
    providers: parts.flatMap((part) => part.providers ?? []),
    account,
    clock,
    log,
  });
  for (const part of parts) await part.load?.();
  starting.ready();
  await Promise.all(parts.map((part) => part.start?.()));
  return {
    ...listening,
    account,
    outputs: deployment.outputs,
    notEmulated: deployment.notEmulated.map(
      ({ type, logicalId, stack, reason }) => `${type} ${logicalId} (${stack}): ${reason}`,
    ),
    gateway,
    close: () => {
      running.closed ??= close(running);
      return running.closed;
    },
  };
}

/**
 * Engines first, so that work under way is let go of and not failed by an endpoint that is gone. What one part fails at
 * does not keep the others from closing.
 */
async function close(running: Running): Promise<void> {
  const { state, endpoint } = running;
  const parts = [...running.parts].reverse();
  running.parts = [];
  const failures: unknown[] = [];
  for (const step of [
    ...parts.map((part) => () => part.close?.()),
    () => endpoint?.close(),
    () => state.close(),
  ]) {
    try {
      await step();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'the runtime did not close cleanly');
}

function explainPort(error: NodeJS.ErrnoException, port: number | undefined): Error {
  if (error.code !== 'EADDRINUSE') return error;
  return new Error(
    `port ${port} of 127.0.0.1 is in use by another program; choose another port, or 0 for any free one`,
    { cause: error },
  );
}
