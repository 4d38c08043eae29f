import { type Operation, ServiceError } from '../../service';
import { checkName, generatedExecutionName, permission, type StepFunctionsContext } from '../context';
import { PAYLOAD_LIMIT } from '../engine/payload';

/** StartExecution: idempotent while an execution of that name and input runs. */
export function startExecution({ machines, executions }: StepFunctionsContext): Operation {
  return {
    permissions: ({ stateMachineArn }) => permission('StartExecution', stateMachineArn),
    async handle({ stateMachineArn, name = generatedExecutionName(), input = '{}' }) {
      const machine = machines.get(stateMachineArn);
      checkName(name);
      checkInput(input);
      const { arn, startDate } = await executions.start(machine, name, input);
      return { executionArn: arn, startDate: new Date(startDate) };
    },
  };
}

function checkInput(input: string): void {
  if (Buffer.byteLength(input) > PAYLOAD_LIMIT)
    throw new ServiceError(
      'ValidationException',
      `1 validation error detected: Value at 'input' failed to satisfy constraint: Member must have length less than or equal to ${PAYLOAD_LIMIT}`,
    );
  if (input.trim() === '') throw invalid('Invalid execution input.');
  try {
    JSON.parse(input);
  } catch (error) {
    throw invalid((error as Error).message);
  }
}

function invalid(detail: string): ServiceError {
  return new ServiceError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${detail}'`);
}
