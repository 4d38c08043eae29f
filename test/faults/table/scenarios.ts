import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import type { Release } from '../../../lib/contract';
import { PACKAGE, type TableWorld } from './table-world';

/** A course that a run can take, each with calls that the others do not make. */
export interface Scenario {
  readonly name: string;
  /** What a region may show before the run. */
  readonly before: 'nothing' | 'partial' | 'complete';
  /** Whether the run publishes when nothing else fails. */
  readonly publishes: boolean;
  /** Whether it lets hours pass, which nothing else on the same runtime would survive. */
  readonly alone: boolean;
  /** Brings regions to what they show before the run. */
  prepare?(world: TableWorld, release: Release): Promise<void>;
  /** Makes the run, and gives its execution when that has ended. */
  run(world: TableWorld, release: Release): Promise<string>;
}

const copyIn = (region: string | undefined) =>
  `vigilant-promote codeartifact:CopyPackageVersions ${region} release`;
const RECOVERY = 'vigilant-recovery stepfunctions:StartExecution us-east-1';
/** The lease of the lock and the time between two sweeps, and a bit. */
export const UNTIL_SWEPT_MS = (4 * 60 + 16) * 60_000;

const publish = async (world: TableWorld, { version, digest }: Release): Promise<string> => {
  const arn = await world.start({ package: PACKAGE, version, digest }, `run-${version}`);
  await world.end(arn);
  return arn;
};

/** Stops a run when the first region serves the version and the second is about to. */
async function stopHalfWay(world: TableWorld, release: Release): Promise<string> {
  const { version, digest } = release;
  const id = `half ${version}`;
  const effect = { kind: 'delay', milliseconds: 600_000 } as const;
  await world.runtime.arm({ id, version, place: copyIn(world.regions.at(-1)), nth: 1, effect });
  const executionArn = await world.start({ package: PACKAGE, version, digest }, `run-${version}`);
  await world.until(`${version} in the first region, or the end`, async () => {
    const shown = await world.reader.shown(world.regions[0] as string, PACKAGE, version);
    if (Object.keys(shown).length > 0) return true;
    return (await world.status(executionArn)) === 'RUNNING' ? undefined : true;
  });
  await world.until('the stop', async () => {
    await world.clients.stepFunctions.send(new StopExecutionCommand({ executionArn }));
    await world.runtime.disarm(id);
    return true;
  });
  await world.end(executionArn);
  return executionArn;
}

/** Every scenario; what a later one has in common with an earlier one is broken only there. */
export const SCENARIOS: readonly Scenario[] = [
  { name: 'publish', before: 'nothing', publishes: true, alone: false, run: publish },
  {
    name: 'roll back',
    before: 'nothing',
    publishes: false,
    alone: false,
    async run(world, release) {
      const { version } = release;
      const effect = { kind: 'error', status: 503, code: 'ServiceUnavailableException' } as const;
      const id = `refusal ${version}`;
      await world.runtime.arm({ id, version, place: copyIn(world.regions.at(-1)), nth: 1, effect });
      try {
        return await publish(world, release);
      } finally {
        await world.runtime.disarm(id);
      }
    },
  },
  {
    name: 'stop',
    before: 'nothing',
    publishes: false,
    alone: false,
    run: stopHalfWay,
  },
  {
    name: 'complete a part',
    before: 'partial',
    publishes: true,
    alone: false,
    async prepare(world, release) {
      const { version, digest } = await world.releases.makePart(release);
      await world.end(
        await world.start({ package: PACKAGE, version, digest, regions: world.regions.slice(-1) }),
      );
      // The ledger must not know of that build, or it would keep the version for it.
      await world.forget(version);
    },
    run: publish,
  },
  {
    name: 'publish again',
    before: 'complete',
    publishes: true,
    alone: false,
    async prepare(world, { version, digest }) {
      await world.end(await world.start({ package: PACKAGE, version, digest }));
    },
    run: publish,
  },
  {
    name: 'sweep',
    before: 'nothing',
    publishes: false,
    alone: true,
    async run(world, release) {
      const { version } = release;
      const id = `lost ${version}`;
      const effect = { kind: 'error', status: 400, code: 'ValidationException' } as const;
      await world.runtime.arm({ id, version, place: RECOVERY, nth: 1, times: 1, effect });
      const arn = await stopHalfWay(world, release);
      await world.until('the end event', async () => (await world.runtime.hits(id)) > 0 || undefined);
      await world.runtime.disarm(id);
      await world.runtime.jump(UNTIL_SWEPT_MS);
      return arn;
    },
  },
];
