import type { Backend } from '../../console/api/backend';
import type { CliContext } from '../context';
import { jobLogs } from '../runs/job-log';
import { startRun } from '../runs/start-run';
import { stopRun } from '../runs/stop-run';
import { faultsOf } from '../runtime/runtime-api';
import type { Target } from '../target';
import { createReleaseGrid } from './release-grid';
import { createRunDetail } from './run-detail';
import { createRunList } from './run-list';

/** What the console shows of a deployment, asked of AWS, or of the runtime, through the SDK. */
export function createBackend(
  context: Pick<CliContext, 'clock'>,
  target: Target,
  { local }: { local: boolean },
): Backend {
  const { config, stateMachineArn } = target;
  const runList = createRunList(target);
  const runDetail = createRunDetail(target);
  const grid = createReleaseGrid(target);
  const arnOf = (name: string) => `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
  return {
    // The SDK notes how far this machine's clock is from that of AWS where it is five minutes or more.
    now: () => context.clock.now() + target.clients.stepFunctions.config.systemClockOffset,
    place: async () => ({
      account: target.account,
      region: config.primaryRegion,
      regions: config.regions,
      deployment: config.deployment,
      local,
      endpoint: target.endpoint,
    }),
    runs: (limit) => runList(limit),
    run: (name) => runDetail(arnOf(name)),
    async log(build) {
      const [log] = await jobLogs(target, [build]);
      return log ?? { build, status: 'UNKNOWN', lines: [] };
    },
    releases: grid,
    republish: async (input) => (await startRun(context, target, input)).name,
    rollback: async (version) =>
      (await startRun(context, target, { ...version, operation: 'rollback' })).name,
    stop: (name) => stopRun(target, arnOf(name), 'stopped in the console'),
    faults:
      local && target.endpoint !== undefined ? (faultsOf(target.endpoint) as Backend['faults']) : undefined,
  };
}
