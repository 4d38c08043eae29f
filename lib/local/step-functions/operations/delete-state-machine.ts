import type { Operation } from '../../service';
import { permission, type StepFunctionsContext } from '../context';

/**
 * DeleteStateMachine: executions that run go on, with the definition they were started with. One that does not exist is
 * deleted already. One of the assembly is there again after the next start.
 */
export function deleteStateMachine({ machines }: StepFunctionsContext): Operation {
  return {
    permissions: ({ stateMachineArn }) => permission('DeleteStateMachine', stateMachineArn),
    async handle({ stateMachineArn }) {
      await machines.remove(stateMachineArn);
      return {};
    },
  };
}
