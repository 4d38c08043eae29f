import { type Operation, ServiceError } from '../../service';
import {
  checkName,
  checkRole,
  permission,
  refuseInvalid,
  refuseNotEmulated,
  type StepFunctionsContext,
} from '../context';

/** CreateStateMachine: idempotent for the same name and definition; another role is ignored, as the API says. */
export function createStateMachine(context: StepFunctionsContext): Operation {
  const { machines, account } = context;
  return {
    permissions: ({ name, roleArn }, { region }) => [
      ...permission('CreateStateMachine', machines.arnOf({ name, region, account })),
      {
        action: 'iam:PassRole',
        resource: roleArn,
        context: { 'iam:PassedToService': 'states.amazonaws.com' },
      },
    ],
    async handle(input, { region }) {
      const { name, definition, roleArn, type = 'STANDARD' } = input;
      checkName(name);
      checkRole(roleArn);
      refuseNotEmulated(input);
      refuseInvalid(context.validate(definition, type));
      const source = { name, definition, roleArn, region, account };
      const known = machines.find(machines.arnOf(source));
      if (known !== undefined) {
        if (known.definition === definition)
          return { stateMachineArn: known.stateMachineArn, creationDate: new Date(known.creationDate) };
        throw new ServiceError(
          'StateMachineAlreadyExists',
          `State Machine Already Exists: '${known.stateMachineArn}'`,
        );
      }
      const machine = await machines.save(source);
      return { stateMachineArn: machine.stateMachineArn, creationDate: new Date(machine.creationDate) };
    },
  };
}
