import type { TaskState } from '../../definition/states';
import type { TaskResource } from '../../definition/task-resource';
import type { TaskRequest } from '../../tasks/task-port';
import type { Branch } from '../branch';
import { checkSize, evaluateField, evaluateTyped, inState, queryFailure, tooLargeCause } from '../evaluate';
import { BranchCancelled, StateFailure } from '../failure';
import { WHOLE } from '../history-event';
import { PAYLOAD_LIMIT, Payload } from '../payload';
import type { TaskRecord } from '../records';

/**
 * Runs a task. What the history says of it is on disk before the task starts, so after a kill a job is found again by
 * the answer it gave, and a call whose answer was lost fails as one that the service lost.
 */
export async function runTask(branch: Branch, state: TaskState): Promise<Payload> {
  const stored = branch.current.task;
  const task = stored ?? (await schedule(branch, state));
  if (stored !== undefined && !(state.resource.kind === 'service' && state.resource.sync)) {
    const { signal, arguments: _, ...request } = requestOf(branch, state, stored, branch.signal);
    throw failed(branch, state, branch.run.options.tasks.lost(request));
  }
  let result: Payload;
  try {
    result = await limited(branch, task, (signal) => perform(branch, state, task, signal));
  } catch (error) {
    if (error instanceof StateFailure) throw failed(branch, state, error);
    throw error;
  }
  branch.throwIfCancelled();
  if (result.exceeds(PAYLOAD_LIMIT)) {
    const name = state.resource.kind === 'lambda' ? state.resource.arn : state.resource.service;
    throw failed(branch, state, new StateFailure('States.DataLimitExceeded', tooLargeCause(name)));
  }
  branch.emit(eventType(state.resource, 'Succeeded'), {
    ...names(state.resource),
    output: result.text,
    outputDetails: WHOLE,
  });
  branch.current.task = undefined;
  return result;
}

async function schedule(branch: Branch, state: TaskState): Promise<TaskRecord> {
  const { resource } = state;
  const args = state.arguments ? await evaluateField(branch, state.arguments, 'Arguments') : branch.input;
  const timeout = await seconds(branch, state, 'TimeoutSeconds');
  const heartbeat = await seconds(branch, state, 'HeartbeatSeconds');
  checkSize(branch, args);
  branch.commit();
  // The words are those of the service; that nothing is scheduled before them is a guess.
  const refusals = branch.run.options.tasks.refusals?.(resource, args.value) ?? [];
  if (refusals.length > 0) {
    const detail = `The Parameters '${args.text}' could not be used to start the Task: [${refusals.join(', ')}]`;
    throw new StateFailure('States.Runtime', inState(branch, detail));
  }
  const limits = {
    ...(timeout !== undefined && { timeoutInSeconds: timeout }),
    ...(heartbeat !== undefined && resource.kind === 'service' && { heartbeatInSeconds: heartbeat }),
  };
  const scheduled = branch.emit(
    eventType(resource, 'Scheduled'),
    resource.kind === 'lambda'
      ? { input: args.text, inputDetails: WHOLE, resource: resource.arn, ...limits }
      : { ...names(resource), region: branch.run.record.region, parameters: args.text, ...limits },
  );
  branch.emit(eventType(resource, 'Started'), names(resource));
  const task: TaskRecord = {
    startedAt: branch.run.now(),
    arguments: args.text,
    token: `${branch.run.record.arn}#${scheduled}`,
    timeoutSeconds: timeout,
  };
  branch.current.task = task;
  branch.changed();
  await branch.run.journal.flush();
  branch.throwIfCancelled();
  return task;
}

async function seconds(
  branch: Branch,
  state: TaskState,
  field: 'TimeoutSeconds' | 'HeartbeatSeconds',
): Promise<number | undefined> {
  const template = field === 'TimeoutSeconds' ? state.timeoutSeconds : state.heartbeatSeconds;
  if (template === undefined) return undefined;
  const { value } = await evaluateTyped(branch, template, field, 'integer');
  if (value >= 1 && value <= 99_999_999) return value;
  throw queryFailure(branch, `The ${field} field must be between 1 and 99999999, but was: ${value}`, field);
}

async function perform(
  branch: Branch,
  state: TaskState,
  task: TaskRecord,
  signal: AbortSignal,
): Promise<Payload> {
  const { tasks } = branch.run.options;
  const request = requestOf(branch, state, task, signal);
  if (state.resource.kind === 'lambda' || !state.resource.sync) return payload(await tasks.run(request));
  if (task.submitted === undefined) {
    const submitted = payload(await tasks.submit(request));
    if (signal.aborted) {
      await tasks.stop(request, submitted.value).catch(() => undefined);
      throw new BranchCancelled();
    }
    task.submitted = submitted.text;
    branch.emit(eventType(state.resource, 'Submitted'), {
      ...names(state.resource),
      output: submitted.text,
      outputDetails: WHOLE,
    });
    await branch.run.journal.flush();
  }
  const job = JSON.parse(task.submitted);
  const stop = () => {
    if (!(signal.reason instanceof BranchCancelled && signal.reason.suspended))
      tasks.stop(request, job).catch(() => undefined);
  };
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  try {
    return payload(await tasks.complete(request, job));
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Ends the work when its time is over or its branch is cancelled, whether or not the work itself takes notice. */
async function limited<T>(
  branch: Branch,
  task: TaskRecord,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { clock } = branch.run.options;
  const own = new AbortController();
  const finished = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    own.signal.addEventListener('abort', () => reject(own.signal.reason));
  });
  const cancel = () => own.abort(branch.signal.reason);
  if (branch.signal.aborted) cancel();
  else branch.signal.addEventListener('abort', cancel, { once: true, signal: finished.signal });
  if (task.timeoutSeconds !== undefined) {
    const left = task.startedAt + task.timeoutSeconds * 1000 - clock.now();
    clock.sleep(Math.max(0, left), finished.signal).then(
      () => own.abort(new StateFailure('States.Timeout', undefined)),
      () => undefined,
    );
  }
  try {
    return await Promise.race([aborted, work(own.signal)]);
  } finally {
    finished.abort();
  }
}

/** Records the failure of the task. */
function failed(branch: Branch, state: TaskState, failure: StateFailure): StateFailure {
  branch.throwIfCancelled();
  const type = failure.error === 'States.Timeout' ? 'TimedOut' : 'Failed';
  branch.emit(eventType(state.resource, type), {
    ...names(state.resource),
    ...(failure.error !== undefined && { error: failure.error }),
    ...(failure.reason !== undefined && { cause: failure.reason }),
  });
  return failure;
}

function requestOf(branch: Branch, state: TaskState, task: TaskRecord, signal: AbortSignal): TaskRequest {
  const { arn, name, roleArn, region } = branch.run.record;
  return {
    resource: state.resource,
    arguments: JSON.parse(task.arguments),
    stateName: state.name,
    token: task.token,
    execution: { arn, name, roleArn, region },
    signal,
  };
}

function payload(result: unknown): Payload {
  return Payload.of(result ?? null);
}

function eventType(resource: TaskResource, what: string): string {
  return resource.kind === 'lambda' ? `LambdaFunction${what}` : `Task${what}`;
}

function names(resource: TaskResource): object {
  return resource.kind === 'lambda' ? {} : { resourceType: resource.service, resource: resource.label };
}
