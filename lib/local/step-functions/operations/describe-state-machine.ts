import type { Operation } from '../../service';
import { checkExecutionArn, permission, type StepFunctionsContext } from '../context';

const NOT_EMULATED = {
  loggingConfiguration: { level: 'OFF', includeExecutionData: false },
  tracingConfiguration: { enabled: false },
};

/** DescribeStateMachine. Logging and tracing are shown as off: neither happens here. */
export function describeStateMachine({ machines }: StepFunctionsContext): Operation {
  return {
    permissions: ({ stateMachineArn }) => permission('DescribeStateMachine', stateMachineArn),
    handle({ stateMachineArn }) {
      const { name, definition, roleArn, creationDate, revisionId } = machines.get(stateMachineArn);
      return {
        stateMachineArn,
        name,
        status: 'ACTIVE',
        definition,
        roleArn,
        type: 'STANDARD',
        creationDate: new Date(creationDate),
        revisionId,
        ...NOT_EMULATED,
      };
    },
  };
}

/** DescribeStateMachineForExecution: the state machine as it was when the execution started. */
export function describeStateMachineForExecution({ executions }: StepFunctionsContext): Operation {
  return {
    permissions: ({ executionArn }) => permission('DescribeStateMachineForExecution', executionArn),
    async handle({ executionArn }) {
      checkExecutionArn(executionArn);
      const revision = await executions.revisionOf(await executions.get(executionArn));
      const { stateMachineArn, name, definition, roleArn, updateDate, revisionId } = revision;
      return {
        stateMachineArn,
        name,
        definition,
        roleArn,
        updateDate: new Date(updateDate),
        revisionId,
        ...NOT_EMULATED,
      };
    },
  };
}
