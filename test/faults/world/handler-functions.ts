import { deploymentNames, type RepositoryNames } from '../../../lib/contract';
import { createInspect } from '../../../lib/handlers/inspect';
import { createPromote } from '../../../lib/handlers/promote';
import { createRetract, type RetractDependencies } from '../../../lib/handlers/retract';
import type { Clock } from '../../../lib/local/clock';
import type { Gateway, Service } from '../../../lib/local/service';
import { NO_METRICS } from '../../handlers/no-metrics';
import { sessionOf } from './permissive-iam';
import { codeArtifactClient, codeBuildClient } from './sdk-client';

/** One call that changes a package version, by the execution that had the handler or the publish job do it. */
export interface Mutation {
  readonly execution: string;
  readonly operation: string;
  readonly region: string;
}

export interface HandlerFunctionsOptions {
  readonly deployment: string;
  readonly names: RepositoryNames;
  readonly jobs: { readonly project: string; readonly region: string };
  readonly gateway: Gateway;
  readonly clock: Clock;
  readonly random: () => number;
  readonly onMutation: (mutation: Mutation) => void;
  /** Handlers to use instead of the real ones, for tests that break the workflow on purpose. */
  readonly handlers?: Partial<Record<'inspect' | 'promote' | 'retract', CreateHandler>>;
}

/** `createInspect` and its like. */
export type CreateHandler = (deps: RetractDependencies) => (event: any) => Promise<unknown>;

/** Timeout of every handler, see publish-handlers.ts. */
const TIMEOUT_MS = 60_000;
/** Calls that change a package version; StopBuild and its like change none. */
const MUTATIONS = /^(Copy|Delete|Update|Dispose)PackageVersions/;

/**
 * Lambda with the real handlers, called in process. As on AWS a function goes on when the execution that called it is
 * stopped, and dies at its timeout in the middle of what it does.
 */
export function handlerFunctions(options: HandlerFunctionsOptions) {
  const { inspectFunction, promoteFunction, retractFunction } = deploymentNames(options.deployment);
  const handlers: Record<string, CreateHandler> = {
    [inspectFunction]: options.handlers?.inspect ?? createInspect,
    [promoteFunction]: options.handlers?.promote ?? createPromote,
    [retractFunction]: options.handlers?.retract ?? createRetract,
  };
  const running = new Map<AbortController, { name: string; payload: any }>();

  async function invoke(name: string, payload: any, execution: string) {
    const create = handlers[name];
    if (create === undefined) throw new Error(`function ${name}: expected one of ${Object.keys(handlers)}`);
    const life = new AbortController();
    running.set(life, { name, payload });
    const timer = options.clock.sleep(TIMEOUT_MS, life.signal).then(
      () =>
        life.abort(
          Object.assign(new Error('Task timed out after 60.00 seconds'), { name: 'Sandbox.Timedout' }),
        ),
      () => undefined,
    );
    try {
      const result = await raced(create(dependencies(options, execution, life.signal))(payload), life.signal);
      return { StatusCode: 200, ExecutedVersion: '$LATEST', Payload: Buffer.from(JSON.stringify(result)) };
    } catch (error) {
      const { name: errorType, message: errorMessage } = error as Error;
      const Payload = Buffer.from(JSON.stringify({ errorType, errorMessage, trace: [] }));
      return { StatusCode: 200, ExecutedVersion: '$LATEST', FunctionError: 'Unhandled', Payload };
    } finally {
      running.delete(life);
      life.abort(new Error('the function has ended'));
      await timer;
    }
  }

  const service: Service = {
    model: 'lambda',
    operations: {
      Invoke: {
        permissions: () => [],
        handle(input, call) {
          const payload = JSON.parse(Buffer.from(input.Payload).toString('utf8'));
          return invoke(
            input.FunctionName.split(':').pop(),
            payload,
            call.principal.arn.split('/').pop() ?? '',
          );
        },
      },
    },
  };
  return {
    service,
    isIdle: () => running.size === 0,
    /** Whether the version is being made visible in a region. */
    isPromoting: (region: string) =>
      [...running.values()].some(
        ({ name, payload }) => name === promoteFunction && payload.region === region,
      ),
    /** The machine dies, and every function with it. */
    kill: () => {
      for (const life of running.keys())
        life.abort(Object.assign(new Error('killed'), { name: 'Runtime.ExitError' }));
    },
  };
}

function dependencies(
  { names, jobs, gateway, clock, random, onMutation }: HandlerFunctionsOptions,
  execution: string,
  signal: AbortSignal,
): RetractDependencies {
  const onCall = (operation: string, region: string) => {
    if (MUTATIONS.test(operation)) onMutation({ execution, operation, region });
  };
  const caller = { gateway, clock, random, signal, onCall, principal: sessionOf('handler', execution) };
  return {
    names,
    metrics: NO_METRICS,
    clientFor: (region) => codeArtifactClient(caller, region),
    jobs: { ...jobs, client: codeBuildClient(caller, jobs.region) },
  };
}

/** The result, unless the function dies first. */
async function raced<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  work.catch(() => undefined);
  return await new Promise<T>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    work.then(resolve, reject);
  });
}
