import { StateFailure } from '../../lib/local/step-functions/engine/failure';
import { lambdaAnswer } from '../../lib/local/step-functions/tasks/lambda-answer';
import type { TaskPort, TaskRequest } from '../../lib/local/step-functions/tasks/task-port';
import { createMatcher } from './matcher';
import { runPythonLambda } from './python-lambda';
import type { RecordedCase, TaskMock } from './recorded-case';

/** Tasks of a recorded case: what was recorded for them, in order, else the Lambda's own source under python3. */
export function recordedTasks(recorded: RecordedCase, onBusy: (change: 1 | -1) => void): TaskPort {
  const left = new Map(Object.entries(recorded.taskMocks ?? {}).map(([state, mocks]) => [state, [...mocks]]));
  const matcher = createMatcher(recorded.replacements ?? [], []);
  const take = (request: TaskRequest): TaskMock | undefined => {
    const mocks = left.get(request.stateName) ?? [];
    const fitting = mocks.findIndex(
      ({ params }) => params !== undefined && matcher.difference(params, request.arguments, '') === undefined,
    );
    return mocks.splice(Math.max(0, fitting), 1)[0];
  };
  const run = async (request: TaskRequest): Promise<unknown> => {
    const mock = take(request);
    if (mock !== undefined) return replay(mock);
    onBusy(1);
    try {
      return await invoke(recorded, request);
    } finally {
      onBusy(-1);
    }
  };
  return {
    run,
    submit: run,
    complete: run,
    stop: async () => undefined,
    lost: () => new StateFailure('States.TaskFailed', 'a recorded task cannot get lost'),
  };
}

function replay({ error, cause, output }: TaskMock): unknown {
  if (error === undefined && cause === undefined) return output;
  throw new StateFailure(
    error,
    cause === undefined || typeof cause === 'string' ? cause : JSON.stringify(cause),
  );
}

async function invoke(recorded: RecordedCase, request: TaskRequest): Promise<unknown> {
  const { resource } = request;
  const isDirect = resource.kind === 'lambda';
  if (!isDirect && !(resource.service === 'lambda' && resource.action === 'invoke'))
    throw new Error(`state "${request.stateName}": no result is recorded for ${resource.arn}`);
  const wanted: string = isDirect ? resource.arn : request.arguments.FunctionName;
  const name = wanted.replace(/^arn:[^:]+:lambda:[^:]+:\d+:function:/, '').replace(/:.*$/, '');
  const lambda = recorded.lambdas?.[name];
  if (lambda === undefined)
    throw new Error(
      `state "${request.stateName}": the case has neither a result nor a source for function "${name}"`,
    );
  const source = typeof lambda === 'string' ? lambda : lambda.source;
  const event = isDirect ? request.arguments : (request.arguments.Payload ?? {});
  const answer = await runPythonLambda(source, event, request.signal);
  if (answer.error !== undefined)
    throw new StateFailure(answer.error.errorType, JSON.stringify(answer.error));
  const text = answer.result ?? 'null';
  if (isDirect) return JSON.parse(text);
  return lambdaAnswer(text, { now: Date.now(), executedVersion: '$LATEST', statusCode: 200 });
}
