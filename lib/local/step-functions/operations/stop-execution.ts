import type { Operation } from '../../service';
import { checkExecutionArn, permission, type StepFunctionsContext } from '../context';

/** StopExecution: at any point; what the execution runs is cancelled. One that has ended keeps its end. */
export function stopExecution({ executions }: StepFunctionsContext): Operation {
  return {
    permissions: ({ executionArn }) => permission('StopExecution', executionArn),
    async handle({ executionArn, error, cause }) {
      checkExecutionArn(executionArn);
      const record = await executions.stop(executionArn, { error, cause });
      return { stopDate: new Date(record.stopDate ?? record.startDate) };
    },
  };
}
