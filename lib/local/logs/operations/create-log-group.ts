import type { Clock } from '../../clock';
import { type Operation, ServiceError } from '../../service';
import type { LogGroups } from '../log-groups';
import { groupPermission } from '../log-names';

/** Creates an empty log group. */
export function createLogGroup(groups: LogGroups, clock: Clock): Operation {
  return {
    permissions: (input, call) => [groupPermission('CreateLogGroup', call, input.logGroupName)],
    async handle(input, call) {
      for (const name of ['kmsKeyId', 'tags', 'logGroupClass', 'deletionProtectionEnabled'])
        if (input[name] !== undefined)
          throw new ServiceError('InvalidParameterException', `${name} is not emulated.`);
      if (!(await groups.create(call.region, input.logGroupName, clock.now())))
        throw new ServiceError('ResourceAlreadyExistsException', 'The specified log group already exists');
      return {};
    },
  };
}
