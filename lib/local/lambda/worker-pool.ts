import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Clock } from '../clock';
import type { LocalIam } from '../iam/create-iam';
import type { Credentials } from '../service';
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
}

/** Credentials of a worker must outlive the longest invocation (15 minutes). */
const CREDENTIALS_RESERVE = 15 * 60 * 1000;

/** The processes of all functions; one that has finished an invocation serves the next. */
export class WorkerPool {
  private readonly idle = new Map<string, FunctionWorker[]>();
  private readonly all = new Set<FunctionWorker>();
  private closed = false;

  constructor(private readonly options: WorkerPoolOptions) {}

  /** A warm worker of the function, or a new one. */
  take(definition: LambdaFunction): FunctionWorker {
    if (this.closed) throw new Error('the runtime is closing: no function can start');
    const waiting = this.idle.get(definition.arn) ?? [];
    for (let worker = waiting.pop(); worker !== undefined; worker = waiting.pop()) {
      const usable = worker.credentials.expiration - CREDENTIALS_RESERVE > this.options.clock.now();
      if (worker.alive && usable) return worker;
      this.end(worker);
    }
    return this.start(definition);
  }

  /** Takes a worker back; a dead one is forgotten. */
  giveBack(definition: LambdaFunction, worker: FunctionWorker): void {
    if (!worker.alive) this.end(worker);
    else this.idle.set(definition.arn, [...(this.idle.get(definition.arn) ?? []), worker]);
  }

  /** Ends every process; no other starts. */
  close(): void {
    this.closed = true;
    for (const worker of this.all) worker.kill();
    this.all.clear();
    this.idle.clear();
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
