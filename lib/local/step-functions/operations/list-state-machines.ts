import type { Operation } from '../../service';
import { permission, type StepFunctionsContext } from '../context';
import { pagePosition, pageSize, pageToken } from '../page';

/** ListStateMachines of a region, by name. */
export function listStateMachines({ machines }: StepFunctionsContext): Operation {
  return {
    permissions: () => permission('ListStateMachines', '*'),
    handle(input, { region }) {
      const list = `state machines ${region}`;
      const after = pagePosition(list, input);
      const all = machines.list(region).filter(({ name }) => after === undefined || name > after);
      const page = all.slice(0, pageSize(input));
      return {
        stateMachines: page.map(({ stateMachineArn, name, creationDate }) => ({
          stateMachineArn,
          name,
          type: 'STANDARD',
          creationDate: new Date(creationDate),
        })),
        ...(all.length > page.length && { nextToken: pageToken(list, page.at(-1)?.name ?? '') }),
      };
    },
  };
}
