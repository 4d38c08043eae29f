import type { Clock } from '../clock';
import type { Iam } from '../iam/iam';
import type { LogSink } from '../logs/log-sink';
import type { FunctionWorker, Invocation, InvocationResult } from './function-worker';
import { InvocationLog } from './invocation-log';
import type { LambdaFunction } from './lambda-function';
import type { WorkerPool } from './worker-pool';

/** What {@link runInvocation} works with. */
export interface InvocationContext {
  readonly pool: WorkerPool;
  readonly clock: Clock;
  readonly iam: Pick<Iam, 'identify' | 'authorize'>;
  readonly logs: LogSink;
  readonly log: (message: string) => void;
  /** Notes that something is under way, for closing to wait for. */
  track<T>(work: Promise<T>): Promise<T>;
}

/** Largest answer of a synchronous invocation (Lambda quotas: 6 MB). */
const LARGEST_RESPONSE = 6_291_556;

/** Runs a function once, in time, and writes its log. */
export async function runInvocation(
  context: InvocationContext,
  definition: LambdaFunction,
  request: { requestId: string; payload: string },
): Promise<{ result: InvocationResult; logTail: string }> {
  const { pool, clock } = context;
  // Waiting for a process is part of the invocation's time: a caller that counts on the function's time limit would
  // otherwise have given up while the function is still to run.
  const limit = definition.timeoutSeconds * 1000;
  const deadline = clock.now() + limit;
  const worker = await pool.take(definition, limit / 2);
  const log = new InvocationLog(definition, clock);
  worker.onLine = (line) => log.line(line);
  const started = clock.now();
  log.start(request.requestId);
  try {
    const result = limited(
      await withTimeout(context, worker, definition, {
        ...request,
        arn: definition.arn,
        deadline,
      }),
    );
    await worker.drain();
    const failure = 'failure' in result ? result.failure.errorType : undefined;
    if (failure?.startsWith('Runtime.') || failure?.startsWith('Sandbox.'))
      log.line((result as { failure: { errorMessage: string } }).failure.errorMessage);
    log.end({
      requestId: request.requestId,
      milliseconds: clock.now() - started,
      memoryMegabytes: definition.memoryMegabytes,
      ...(failure && { failure }),
    });
    // As on AWS, the answer does not wait for the log.
    void context.track(writeLog(context, definition, worker, log));
    return { result, logTail: log.tail() };
  } finally {
    pool.giveBack(definition, worker);
  }
}

async function withTimeout(
  { clock }: InvocationContext,
  worker: FunctionWorker,
  definition: LambdaFunction,
  invocation: Invocation,
): Promise<InvocationResult> {
  const done = new AbortController();
  const timeout = clock.sleep(invocation.deadline - clock.now(), done.signal).then((): InvocationResult => {
    worker.kill();
    return {
      failure: {
        errorType: 'Sandbox.Timedout',
        errorMessage:
          `RequestId: ${invocation.requestId} Error: Task timed out after ` +
          `${definition.timeoutSeconds.toFixed(2)} seconds`,
      },
    };
  });
  try {
    return await Promise.race([worker.invoke(invocation), timeout]);
  } finally {
    done.abort();
    timeout.catch(() => undefined);
  }
}

function limited(result: InvocationResult): InvocationResult {
  if (!('payload' in result)) return result;
  const size = Buffer.byteLength(result.payload);
  if (size <= LARGEST_RESPONSE) return result;
  return {
    failure: {
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage: `Response payload size exceeded maximum allowed payload size (${LARGEST_RESPONSE} bytes).`,
    },
  };
}

/** As on AWS the log is written with the rights of the function's role; without them it is lost. Never rejects. */
async function writeLog(
  { iam, logs, log }: InvocationContext,
  definition: LambdaFunction,
  worker: FunctionWorker,
  { events }: InvocationLog,
): Promise<void> {
  const { region, account, logGroup } = definition;
  const resource = `arn:aws:logs:${region}:${account}:log-group:${logGroup}:log-stream:${worker.logStream}`;
  try {
    const principal = iam.identify(worker.credentials.accessKeyId, worker.credentials.sessionToken);
    // The stream is made by the first of a worker's writes; asking each time changes nothing.
    const permissions = ['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => ({ action, resource }));
    iam.authorize(principal, permissions, { region, service: 'logs' });
    await logs.write({ region, group: logGroup, stream: worker.logStream }, events);
  } catch (error) {
    log(`the log of function ${definition.name} is lost: ${(error as Error).message}`);
  }
}
