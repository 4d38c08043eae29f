import { type Operation, ServiceError } from '../../service';
import {
  checkRole,
  permission,
  refuseInvalid,
  refuseNotEmulated,
  type StepFunctionsContext,
} from '../context';

/** UpdateStateMachine: executions that run keep the definition and role that they were started with. */
export function updateStateMachine(context: StepFunctionsContext): Operation {
  const { machines } = context;
  return {
    permissions: ({ stateMachineArn, roleArn }) => [
      ...permission('UpdateStateMachine', stateMachineArn),
      ...(roleArn === undefined
        ? []
        : [
            {
              action: 'iam:PassRole',
              resource: roleArn,
              context: { 'iam:PassedToService': 'states.amazonaws.com' },
            },
          ]),
    ],
    async handle(input) {
      const machine = machines.get(input.stateMachineArn);
      const { definition = machine.definition, roleArn = machine.roleArn } = input;
      checkRole(roleArn);
      refuseNotEmulated(input);
      if (
        input.definition === undefined &&
        input.roleArn === undefined &&
        input.loggingConfiguration === undefined &&
        input.tracingConfiguration === undefined
      )
        throw new ServiceError(
          'MissingRequiredParameter',
          'Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified',
        );
      refuseInvalid(context.validate(definition, 'STANDARD'));
      const { updateDate, revisionId } = await machines.save({ ...machine, definition, roleArn });
      return { updateDate: new Date(updateDate), revisionId };
    },
  };
}
