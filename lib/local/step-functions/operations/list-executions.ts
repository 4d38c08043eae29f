import { type Operation, ServiceError } from '../../service';
import { permission, type StepFunctionsContext } from '../context';
import type { ExecutionRecord } from '../engine/records';
import { pagePosition, pageSize, pageToken } from '../page';

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
      const list = `executions ${stateMachineArn} ${statusFilter ?? ''}`;
      const size = pageSize(input);
      const found: object[] = [];
      let last = '';
      for await (const [position, record] of executions.list(stateMachineArn, pagePosition(list, input))) {
        if (statusFilter !== undefined && record.status !== statusFilter) continue;
        if (found.length === size) return { executions: found, nextToken: pageToken(list, last) };
        found.push(summary(record));
        last = position;
      }
      return { executions: found };
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
