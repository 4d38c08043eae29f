import { deploymentNames, roleNames } from '../../../lib/contract';
import type { FaultEffect, FaultTarget } from '../../../lib/local/http/faults';
import { OPERATOR } from '../../../lib/local/iam/iam';
import { createRuntime, type LocalRuntime } from '../../../lib/local/runtime';
import { isFunction, type ObservedCall } from './call-observer';
import { type ClockSetting, FaultClock } from './fault-clock';
import { killDescendants } from './kill-descendants';
import { type ArmedFault, TableFaults } from './table-faults';

/** What a host is started with. */
export interface HostOptions {
  readonly assemblyDirectory: string;
  readonly stateDirectory: string;
  readonly projectRoot: string;
  readonly account: string;
  readonly port: number;
  readonly clock: ClockSetting;
  /** Faults that are in place from the start. */
  readonly armed: readonly ArmedFault[];
  /** Leave it to the runtime to take faults at its own API, instead of recording calls and arming places. */
  readonly ownFaults?: boolean;
}

/** What the parent can ask for. */
export type HostRequest =
  | { readonly do: 'arm'; readonly fault: ArmedFault }
  | { readonly do: 'disarm'; readonly id: string }
  | { readonly do: 'calls' }
  | { readonly do: 'jump'; readonly milliseconds: number }
  | { readonly do: 'memory' }
  | { readonly do: 'close' };

/**
 * Program of the table: the runtime in a process of its own, on a clock that the parent sets, with faults that only
 * something inside can cause. All else the parent does and sees from outside.
 */
async function main(options: HostOptions): Promise<void> {
  const clock = new FaultClock(options.clock);
  let runtime: LocalRuntime | undefined;
  const faults = new TableFaults({
    // Written to the parent at once, before the process may be killed.
    met: (id) => process.send?.({ met: id }),
    kill,
    duplicate: (target) => void repeat(runtime, target),
  });
  for (const fault of options.armed) faults.arm(fault);
  runtime = await createRuntime({
    ...options,
    clock,
    ...(!options.ownFaults && { faults }),
    log: (line) => process.send?.({ log: line }),
  });
  const answer = async (request: HostRequest): Promise<unknown> => {
    switch (request.do) {
      case 'arm':
        return faults.arm(request.fault);
      case 'disarm':
        return faults.disarm(request.id);
      case 'calls':
        return faults.calls.splice(0);
      case 'jump':
        return clock.jump(request.milliseconds);
      case 'memory':
        return process.memoryUsage().rss;
      case 'close':
        await runtime?.close();
        setImmediate(() => process.exit(0));
    }
  };
  process.on('message', ({ id, request }: { id: number; request: HostRequest }) => {
    void answer(request).then((result) => process.send?.({ id, result: result ?? null }));
  });
  process.on('disconnect', () => process.exit(1));
  process.send?.({ ready: { url: runtime.url, port: runtime.port } });
}

/** A job or a function is another process; what else calls is the runtime, also for a job that has no process yet. */
function kill({ role, session }: ObservedCall): FaultEffect {
  const { publishProject, buildProject } = deploymentNames('vigilant');
  const job = /^AWSCodeBuild-([\w-]+)$/.exec(session)?.[1];
  let killed = 0;
  if (job !== undefined) {
    const project = role === roleNames('vigilant').buildJob ? buildProject : publishProject;
    killed = killDescendants({ CODEBUILD_BUILD_ID: `${project}:${job}` });
  } else if (isFunction(role)) killed = killDescendants({ AWS_LAMBDA_FUNCTION_NAME: session });
  if (killed === 0) process.kill(process.pid, 'SIGKILL');
  return { kind: 'reset' };
}

async function repeat(runtime: LocalRuntime | undefined, target: FaultTarget): Promise<void> {
  const { service, operation, region } = target;
  const { clientRequestToken: _, ...input } = JSON.parse(target.subject);
  // An execution of the same name would be the same one; a pipeline is started by its name.
  if (operation === 'StartExecution') delete input.name;
  const account = runtime?.account ?? '';
  const principal = { arn: `arn:aws:iam::${account}:user/${OPERATOR.userName}`, account };
  await runtime?.gateway.invoke({ service, operation, region, principal, input });
}

void main(JSON.parse(process.argv[2] ?? ''));
