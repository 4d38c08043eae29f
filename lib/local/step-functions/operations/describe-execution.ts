import type { Operation } from '../../service';
import { checkExecutionArn, permission, type StepFunctionsContext } from '../context';
import { redrive } from '../status-change';

/** DescribeExecution. */
export function describeExecution({ executions }: StepFunctionsContext): Operation {
  return {
    permissions: ({ executionArn }) => permission('DescribeExecution', executionArn),
    async handle({ executionArn, includedData = 'ALL_DATA' }) {
      checkExecutionArn(executionArn);
      const record = await executions.get(executionArn);
      const { status, reason } = redrive(record);
      const withData = includedData === 'ALL_DATA';
      return {
        executionArn: record.arn,
        stateMachineArn: record.stateMachineArn,
        name: record.name,
        status: record.status,
        startDate: new Date(record.startDate),
        ...(record.stopDate !== undefined && { stopDate: new Date(record.stopDate) }),
        ...(withData && { input: record.input }),
        inputDetails: { included: withData },
        ...(record.output !== undefined && {
          ...(withData && { output: record.output }),
          outputDetails: { included: withData },
        }),
        ...(withData && record.error !== undefined && { error: record.error }),
        ...(withData && record.cause !== undefined && { cause: record.cause }),
        redriveCount: 0,
        redriveStatus: status,
        ...(reason !== undefined && { redriveStatusReason: reason }),
      };
    },
  };
}
