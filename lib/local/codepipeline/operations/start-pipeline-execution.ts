import { type Call, type Operation, ServiceError } from '../../service';
import type { PipelineExecution } from '../execution';
import type { Pipeline } from '../pipelines';
import { type CodePipelineContext, executionsOf, pipelinePermission } from './codepipeline-context';

/**
 * `codepipeline:StartPipelineExecution`. A client request token that was used before gives the execution that it
 * started.
 */
export function startPipelineExecution(context: CodePipelineContext): Operation {
  const { pipelines, executions, engine } = context;
  const starting = new Map<string, Promise<string>>();
  return {
    permissions: (input, call) => pipelinePermission('StartPipelineExecution', { path: input.name, call }),
    async handle(input, call) {
      const pipeline = pipelines.get(call.region, input.name);
      const token: string | undefined = input.clientRequestToken;
      const start = async () => {
        const execution = await engine.start(pipeline, {
          trigger: await triggerOf(context, { token, call }),
          variables: variablesOf(pipeline, input.variables ?? []),
          revisionOverrides: overridesOf(pipeline, input.sourceRevisions ?? []),
          ...(token === undefined ? {} : { clientRequestToken: token }),
        });
        return execution.id;
      };
      if (token === undefined) return { pipelineExecutionId: await start() };
      const earlier = executions.startedWith(executionsOf(pipeline), token);
      if (earlier !== undefined) return { pipelineExecutionId: earlier };
      // Two calls with one token at the same time must not start two executions.
      const key = `${pipeline.arn} ${token}`;
      const started = starting.get(key) ?? start().finally(() => starting.delete(key));
      starting.set(key, started);
      return { pipelineExecutionId: await started };
    },
  };
}

async function triggerOf(
  { ruleOf }: CodePipelineContext,
  { token, call }: { token: string | undefined; call: Call },
): Promise<PipelineExecution['trigger']> {
  const rule = token === undefined ? undefined : await ruleOf?.(token);
  return rule === undefined
    ? { triggerType: 'StartPipelineExecution', triggerDetail: call.principal.arn }
    : { triggerType: 'CloudWatchEvent', triggerDetail: rule };
}

function variablesOf(pipeline: Pipeline, given: readonly { name: string; value: string }[]) {
  const { variables } = pipeline.declaration;
  const unknown = given.filter(({ name }) => !variables.some((variable) => variable.name === name));
  if (unknown.length > 0)
    throw invalid(
      `Pipeline variables not declared in the pipeline: ${unknown.map(({ name }) => name).join(', ')}`,
    );
  const values: Record<string, string> = {};
  for (const { name, defaultValue } of variables) {
    const value = given.find((variable) => variable.name === name)?.value ?? defaultValue;
    if (value === undefined)
      throw invalid(`Pipeline variable ${name} has no default value and was not given`);
    values[name] = value;
  }
  return values;
}

function overridesOf(pipeline: Pipeline, given: readonly any[]): Record<string, string> {
  const overrides: Record<string, string> = {};
  for (const { actionName, revisionType, revisionValue } of given) {
    if (!pipeline.declaration.stages[0]?.actions.some(({ name }) => name === actionName))
      throw invalid(`sourceRevisions: "${actionName}" is not a source action of the pipeline`);
    if (revisionType !== 'COMMIT_ID')
      throw invalid(`sourceRevisions: expected COMMIT_ID for action ${actionName}, got ${revisionType}`);
    overrides[actionName] = revisionValue;
  }
  return overrides;
}

function invalid(message: string): ServiceError {
  return new ServiceError('ValidationException', message);
}
