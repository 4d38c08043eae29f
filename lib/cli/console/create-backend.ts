import { StartExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import type { Backend } from '../../console/api/backend';
import type { WorkflowInput } from '../../contract';
import type { CliContext } from '../context';
import { executionName } from '../runs/execution-name';
import { jobLogs } from '../runs/job-log';
import { faultsOf } from '../runtime/runtime-api';
import type { Target } from '../target';
import { createReleaseGrid } from './release-grid';
import { loadRunDetail } from './run-detail';
import { createRunList } from './run-list';

/** What the console shows of a deployment, asked of AWS, or of the runtime, through the SDK. */
export function createBackend(
  context: Pick<CliContext, 'clock'>,
  target: Target,
  { local }: { local: boolean },
): Backend {
  const { clients, config, stateMachineArn } = target;
  const runList = createRunList(target);
  const grid = createReleaseGrid(target);
  const arnOf = (name: string) => `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
  const start = async (input: WorkflowInput) => {
    const name = executionName(input, context.clock.now());
    await clients.stepFunctions.send(
      new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }),
    );
    return name;
  };
  return {
    place: async () => ({
      account: target.account,
      region: config.primaryRegion,
      regions: config.regions,
      deployment: config.deployment,
      local,
      endpoint: target.endpoint,
    }),
    runs: (limit) => runList(limit),
    run: (name) => loadRunDetail(target, arnOf(name)),
    async log(build) {
      const [log] = await jobLogs(target, [build]);
      return log ?? { build, status: 'UNKNOWN', lines: [] };
    },
    releases: grid,
    republish: (input) => start(input),
    rollback: (version) => start({ ...version, operation: 'rollback' }),
    async stop(name) {
      await clients.stepFunctions.send(
        new StopExecutionCommand({
          executionArn: arnOf(name),
          error: 'StoppedByOperator',
          cause: 'stopped in the console',
        }),
      );
    },
    faults:
      local && target.endpoint !== undefined ? (faultsOf(target.endpoint) as Backend['faults']) : undefined,
  };
}
