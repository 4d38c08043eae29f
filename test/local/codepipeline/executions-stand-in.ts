import { type Service, ServiceError } from '../../../lib/local/service';

/** Step Functions whose executions end when the test says so. */
export function executionsStandIn() {
  const executions = new Map<string, any>();
  const service: Service = {
    model: 'stepfunctions',
    operations: {
      StartExecution: {
        permissions: (input) => [{ action: 'states:StartExecution', resource: input.stateMachineArn }],
        handle(input) {
          const executionArn = `${input.stateMachineArn.replace(':stateMachine:', ':execution:')}:${input.name}`;
          const existing = executions.get(executionArn);
          if (existing !== undefined && existing.status !== 'RUNNING')
            throw new ServiceError('ExecutionAlreadyExists', `Execution Already Exists: '${executionArn}'`);
          const startDate = existing?.startDate ?? new Date();
          executions.set(executionArn, {
            executionArn,
            stateMachineArn: input.stateMachineArn,
            name: input.name,
            input: input.input,
            status: 'RUNNING',
            startDate,
          });
          return { executionArn, startDate };
        },
      },
      DescribeStateMachine: {
        permissions: (input) => [{ action: 'states:DescribeStateMachine', resource: input.stateMachineArn }],
        handle: (input) => ({
          stateMachineArn: input.stateMachineArn,
          name: 'demo-publish',
          definition: '{}',
          roleArn: 'arn:aws:iam::000000000000:role/machine',
          type: 'STANDARD',
          creationDate: new Date(),
        }),
      },
      DescribeExecution: {
        permissions: (input) => [{ action: 'states:DescribeExecution', resource: input.executionArn }],
        handle: (input) => executions.get(input.executionArn),
      },
    },
  };
  return {
    service,
    list: () => [...executions.values()],
    end(result: { status?: string; error?: string; cause?: string; output?: string } = {}) {
      for (const [arn, execution] of executions)
        if (execution.status === 'RUNNING')
          executions.set(arn, { ...execution, status: 'SUCCEEDED', stopDate: new Date(), ...result });
    },
  };
}
