import { listOf } from '../../paging';
import type { Operation } from '../../service';
import { permission, type StepFunctionsContext } from '../context';
import { pageOf } from '../page';

/** ListStateMachines of a region, by name. */
export function listStateMachines({ machines }: StepFunctionsContext): Operation {
  return {
    permissions: () => permission('ListStateMachines', '*'),
    async handle(input, { region }) {
      const list = listOf(`state machines ${region}`, machines.list(region), ({ name }) => name);
      const { items, nextToken } = await pageOf(list, input);
      return {
        stateMachines: items.map(({ stateMachineArn, name, creationDate }) => ({
          stateMachineArn,
          name,
          type: 'STANDARD',
          creationDate: new Date(creationDate),
        })),
        nextToken,
      };
    },
  };
}
