import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Clock } from '../clock';
import type { LocalIam } from '../iam/create-iam';
import { type Credentials, ServiceError } from '../service';
import { FunctionWorker } from './function-worker';
import { LATEST, type LambdaFunction } from './lambda-function';

/** What {@link WorkerPool} works with. */
export interface WorkerPoolOptions {
  readonly iam: Pick<LocalIam, 'assumeRole'>;
  readonly clock: Clock;
  /** URL of the runtime, asked when a worker starts: the port is known only after listening. */
  readonly endpoint: () => string;
  /** Folder whose `node_modules` has the AWS SDK, which Lambda's Node runtimes bring along. */
  readonly projectRoot: string;
  /** Value of PATH for the function's process. */
  readonly path: string;
  /**
   * Processes of all functions together; each has some 60 MB. On AWS an account has 1,000 concurrent executions.
   * @default 40
   */
  readonly mostWorkers?: number;
}

/** Credentials of a worker must outlive the longest invocation (15 minutes). */
const CREDENTIALS_RESERVE = 15 * 60 * 1000;
/** What one run in all 13 regions of CodeArtifact keeps warm: its three functions, in each region at once, and one to spare. */
const MOST_WORKERS = 40;
/** Processes that start at the same time: most of a start is work of a processor, which more of them would slow down. */
const MOST_STARTING = 4;

interface Waiting {
  readonly definition: LambdaFunction;
  readonly resolve: (worker: FunctionWorker) => void;
  readonly reject: (error: unknown) => void;
}

/** The processes of all functions; one that has finished an invocation serves the next. */
export class WorkerPool {
  private readonly idle = new Map<string, FunctionWorker[]>();
  private readonly all = new Set<FunctionWorker>();
  private readonly waiting: Waiting[] = [];
  private starting = 0;
  private closed = false;

  private readonly most: number;

  constructor(private readonly options: WorkerPoolOptions) {
    this.most = options.mostWorkers ?? MOST_WORKERS;
  }

  /**
   * A warm worker of the function, or a new one, in the order of asking. At most so many run, and start, at once.
   * @throws ServiceError TooManyRequestsException when none is free within `patience` milliseconds
   */
  async take(definition: LambdaFunction, patience: number): Promise<FunctionWorker> {
    if (this.closed) throw closing();
    const timer = new AbortController();
    const taken = new Promise<FunctionWorker>((resolve, reject) => {
      const waiting = { definition, resolve, reject };
      this.waiting.push(waiting);
      this.options.clock.sleep(patience, timer.signal).then(
        () => this.leave(waiting) && reject(throttled()),
        () => undefined,
      );
      this.serve();
    });
    try {
      return await taken;
    } finally {
      timer.abort();
    }
  }

  /** Takes a worker back; a dead one is forgotten. */
  giveBack(definition: LambdaFunction, worker: FunctionWorker): void {
    if (!worker.alive) this.end(worker);
    else this.idle.set(definition.arn, [...(this.idle.get(definition.arn) ?? []), worker]);
    this.serve();
  }

  /** Ends every process; no other starts. */
  close(): void {
    this.closed = true;
    for (const { reject } of this.waiting.splice(0)) reject(closing());
    for (const worker of this.all) worker.kill();
    this.all.clear();
    this.idle.clear();
  }

  /** Gives workers to those who wait, as far as there are any. */
  private serve(): void {
    for (const waiting of [...this.waiting]) {
      const { definition, resolve, reject } = waiting;
      try {
        const worker = this.warm(definition) ?? (this.canStart() ? this.start(definition) : undefined);
        if (worker !== undefined) {
          this.leave(waiting);
          resolve(worker);
          continue;
        }
      } catch (error) {
        this.leave(waiting);
        reject(error);
        continue;
      }
      // Nobody overtakes who waits for a place, or a function in demand would keep all of them.
      if (this.all.size >= this.most && this.starting < MOST_STARTING) return;
    }
  }

  /** Whether it was still waiting. */
  private leave(waiting: Waiting): boolean {
    const index = this.waiting.indexOf(waiting);
    if (index >= 0) this.waiting.splice(index, 1);
    return index >= 0;
  }

  private warm(definition: LambdaFunction): FunctionWorker | undefined {
    const idle = this.idle.get(definition.arn) ?? [];
    for (let worker = idle.pop(); worker !== undefined; worker = idle.pop()) {
      const usable = worker.credentials.expiration - CREDENTIALS_RESERVE > this.options.clock.now();
      if (worker.alive && usable) return worker;
      this.end(worker);
    }
    return undefined;
  }

  /** Whether one more process may start. An idle one of another function has to go if there is no place for it. */
  private canStart(): boolean {
    if (this.closed || this.starting >= MOST_STARTING) return false;
    if (this.all.size < this.most) return true;
    const idle = [...this.idle.values()].find((workers) => workers.length > 0)?.shift();
    if (idle !== undefined) this.end(idle);
    return idle !== undefined;
  }

  private end(worker: FunctionWorker): void {
    worker.kill();
    this.all.delete(worker);
  }

  private start(definition: LambdaFunction): FunctionWorker {
    const { credentials } = this.options.iam.assumeRole({
      roleArn: definition.roleArn,
      sessionName: definition.name,
      service: 'lambda.amazonaws.com',
      sourceArn: definition.arn,
    });
    const day = new Date(this.options.clock.now()).toISOString().slice(0, 10).replaceAll('-', '/');
    const logStream = `${day}/[${LATEST}]${randomBytes(16).toString('hex')}`;
    const worker = new FunctionWorker(credentials, logStream, {
      codeDirectory: definition.codeDirectory,
      environment: this.environment(definition, credentials, logStream),
    });
    this.all.add(worker);
    this.starting += 1;
    void worker.started.then(() => {
      this.starting -= 1;
      this.serve();
    });
    return worker;
  }

  /** Variables as Lambda defines them, plus what points the SDK here and away from the user's own AWS profile. */
  private environment(definition: LambdaFunction, credentials: Credentials, logStream: string) {
    const { name, region, logFormat, applicationLogLevel } = definition;
    return {
      ...definition.environment,
      _HANDLER: definition.handler,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_SESSION_TOKEN: credentials.sessionToken,
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      AWS_EXECUTION_ENV: `AWS_Lambda_${definition.runtime}`,
      AWS_LAMBDA_FUNCTION_NAME: name,
      AWS_LAMBDA_FUNCTION_VERSION: LATEST,
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memoryMegabytes),
      AWS_LAMBDA_LOG_GROUP_NAME: definition.logGroup,
      AWS_LAMBDA_LOG_STREAM_NAME: logStream,
      AWS_LAMBDA_LOG_FORMAT: logFormat,
      ...(applicationLogLevel && { AWS_LAMBDA_LOG_LEVEL: applicationLogLevel }),
      LAMBDA_TASK_ROOT: definition.codeDirectory,
      LANG: 'en_US.UTF-8',
      TZ: ':UTC',
      PATH: this.options.path,
      NODE_PATH: join(this.options.projectRoot, 'node_modules'),
      AWS_ENDPOINT_URL: this.options.endpoint(),
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_EC2_METADATA_DISABLED: 'true',
    };
  }
}

/** Message and reason as Lambda gives them (service model of Invoke, TooManyRequestsException). */
function throttled(): ServiceError {
  const Reason = 'ConcurrentInvocationLimitExceeded';
  return new ServiceError('TooManyRequestsException', 'Rate Exceeded.', {
    status: 429,
    Reason,
    Type: 'User',
  });
}

function closing(): Error {
  return new Error('the runtime is closing: no function can start');
}
