import type { Clock } from '../../clock';
import { type ActionContext, ActionFailure, type ActionRunner } from '../action-runner';
import { poll } from '../poll';

/**
 * Invoke action on a state machine: starts an execution and waits for its end. The input is the literal of the
 * configuration; `FilePath` input and output artifacts are refused.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-StepFunctions.html
 */
export function stepFunctions(options: { readonly clock: Clock }): ActionRunner {
  return {
    type: 'Invoke/AWS/StepFunctions/1',
    configuration: ['StateMachineArn', 'Input', 'InputType', 'ExecutionNamePrefix'],
    artifacts: { input: [0, 1], output: [0, 1] },
    timeoutInMinutes: 7 * 24 * 60,
    validate({ configuration, outputArtifacts }, where) {
      if ((configuration['InputType'] ?? 'Literal') !== 'Literal')
        throw new Error(`${where}: InputType: only Literal is emulated, got "${configuration['InputType']}"`);
      if (outputArtifacts.length > 0)
        throw new Error(`${where}: output artifacts are not emulated for this action`);
    },
    async run(context) {
      const { StateMachineArn: stateMachineArn = '' } = context.configuration;
      const executionArn = context.externalExecutionId ?? (await start(context, stateMachineArn));
      const execution = await poll(
        async () => {
          const found = await context.call('stepfunctions', 'DescribeExecution', { executionArn });
          return found.status === 'RUNNING' || found.status === 'PENDING_REDRIVE' ? undefined : found;
        },
        { clock: options.clock, signal: context.signal },
      );
      if (execution.status !== 'SUCCEEDED') throw new ActionFailure('JobFailed', failureOf(execution));
      return {
        externalExecutionId: executionArn,
        outputVariables: { StateMachineArn: stateMachineArn, ExecutionArn: executionArn },
      };
    },
  };
}

async function start(context: ActionContext, stateMachineArn: string): Promise<string> {
  const { ExecutionNamePrefix: prefix, Input: input = '{}' } = context.configuration;
  // Tells standard from express; the action's role needs the right to ask.
  await context.call('stepfunctions', 'DescribeStateMachine', { stateMachineArn });
  const name = prefix ? `${prefix}-${context.actionExecutionId}` : context.actionExecutionId;
  let executionArn: string;
  try {
    ({ executionArn } = await context.call('stepfunctions', 'StartExecution', {
      stateMachineArn,
      name,
      input,
    }));
  } catch (error) {
    // The name is this action's own: it was started before the runtime stopped, and has ended since.
    if ((error as Error).name !== 'ExecutionAlreadyExists') throw error;
    executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
  }
  await context.started({ id: executionArn, url: executionUrl(context.region, executionArn) });
  return executionArn;
}

function failureOf({ executionArn, status, error, cause }: any): string {
  const why = [error && `Error: ${error}`, cause && `Cause: ${cause}`].filter(Boolean).join(', ');
  return `State machine execution ${executionArn} ended with status ${status}${why === '' ? '' : `. ${why}`}`;
}

function executionUrl(region: string, executionArn: string): string {
  return `https://console.aws.amazon.com/states/home?region=${region}#/executions/details/${executionArn}`;
}
