import type { Listing } from '../../paging';
import { type Operation, ServiceError } from '../../service';
import { permission, type StepFunctionsContext } from '../context';
import type { ExecutionRecord } from '../engine/records';
import { pageOf } from '../page';

/** ListExecutions of a state machine, latest first. Map runs and redrives do not exist here. */
export function listExecutions({ machines, executions }: StepFunctionsContext): Operation {
  return {
    permissions: ({ stateMachineArn = '*' }) => permission('ListExecutions', stateMachineArn),
    async handle(input) {
      const { stateMachineArn, statusFilter } = input;
      for (const name of ['mapRunArn', 'redriveFilter'])
        if (input[name] !== undefined)
          throw new ServiceError('ValidationException', `${name} is not supported by this local runtime`);
      if (stateMachineArn === undefined)
        throw new ServiceError(
          'ValidationException',
          'Must provide exactly one of State Machine ARN and Map Run ARN',
        );
      machines.get(stateMachineArn);
      const list: Listing<[string, ExecutionRecord]> = {
        name: `executions ${stateMachineArn} ${statusFilter ?? ''}`,
        async *items(after) {
          for await (const found of executions.list(stateMachineArn, after))
            if (statusFilter === undefined || found[1].status === statusFilter) yield found;
        },
        keyOf: ([position]) => position,
      };
      const { items, nextToken } = await pageOf(list, input);
      return { executions: items.map(([, record]) => summary(record)), nextToken };
    },
  };
}

function summary({ arn, stateMachineArn, name, status, startDate, stopDate }: ExecutionRecord): object {
  return {
    executionArn: arn,
    stateMachineArn,
    name,
    status,
    startDate: new Date(startDate),
    ...(stopDate !== undefined && { stopDate: new Date(stopDate) }),
    redriveCount: 0,
  };
}
