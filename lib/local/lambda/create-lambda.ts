import type { AssetCatalog } from '../assembly/asset-catalog';
import type { ResourceProvider } from '../assembly/resource-provider';
import type { Clock } from '../clock';
import type { LocalIam } from '../iam/create-iam';
import type { LogSink } from '../logs/log-sink';
import type { Service } from '../service';
import { functionProvider } from './function-provider';
import { LambdaFunctions } from './lambda-function';
import { getFunction, getFunctionConfiguration, listFunctions } from './operations/describe-functions';
import { invoke } from './operations/invoke';
import { permissionProvider } from './permission-provider';
import { WorkerPool, type WorkerPoolOptions } from './worker-pool';

/** What {@link createLambda} works with. */
export interface LambdaOptions {
  readonly assets: AssetCatalog;
  readonly iam: Pick<LocalIam, 'assumeRole' | 'identify' | 'authorize' | 'putResourcePolicy'>;
  readonly clock: Clock;
  readonly logs: LogSink;
  /** URL of the runtime, asked when a function's process starts. */
  readonly endpoint: () => string;
  /** Folder whose `node_modules` has the AWS SDK that Lambda's runtimes bring along. */
  readonly projectRoot: string;
  /** Value of PATH for functions. */
  readonly path: string;
  /** See there. */
  readonly mostWorkers?: WorkerPoolOptions['mostWorkers'];
  readonly log: (message: string) => void;
}

/** Lambda as far as the assembly's own functions need it. */
export interface Lambda {
  readonly service: Service;
  readonly providers: readonly ResourceProvider[];
  /** Ends the processes of all functions; their logs are written when it resolves. */
  close(): Promise<void>;
}

/** Creates the Lambda service: bundles of the assembly, each instance in a process of its own. */
export function createLambda(options: LambdaOptions): Lambda {
  const functions = new LambdaFunctions();
  const pool = new WorkerPool(options);
  const underWay = new Set<Promise<unknown>>();
  const track = <T>(work: Promise<T>) => {
    const tracked = work.finally(() => underWay.delete(tracked));
    underWay.add(tracked);
    return tracked;
  };
  return {
    service: {
      model: 'lambda',
      operations: {
        GetFunction: getFunction(functions),
        GetFunctionConfiguration: getFunctionConfiguration(functions),
        Invoke: invoke(functions, { ...options, pool, track }),
        ListFunctions: listFunctions(functions),
      },
    },
    providers: [functionProvider({ functions, ...options }), permissionProvider(options.iam)],
    async close() {
      pool.close();
      // An invocation that ends so writes its log then.
      while (underWay.size > 0) await Promise.allSettled(underWay);
    },
  };
}
