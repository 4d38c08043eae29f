import { setTimeout as delay } from 'node:timers/promises';
import { DeletePackageVersionsCommand } from '@aws-sdk/client-codeartifact';
import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { LOCK_LEASE_SECONDS, type Release, SWEEP_EVERY_MINUTES } from '../../../lib/contract';
import { push } from './push-scenario';
import { NAMES, PACKAGE, type TableWorld } from './table-world';

/** A course that a run can take, each with calls that the others do not make. */
export interface Scenario {
  readonly name: string;
  /** What a region may show before the run. */
  readonly before: 'nothing' | 'partial' | 'complete';
  /** Whether the run publishes when nothing else fails. */
  readonly publishes: boolean;
  /** Whether it lets hours pass, which nothing else on the same runtime would survive. */
  readonly alone: boolean;
  /** Whether its own calls are those after the run has died: the same states, for the recovery. */
  readonly recovers: boolean;
  /** Brings regions to what they show before the run. */
  prepare?(world: TableWorld, release: Release): Promise<void>;
  /**
   * Makes the run, and gives its execution, if there is one, when that has ended. Its own calls are those after
   * `begin`.
   */
  run(world: TableWorld, release: Release, begin: () => Promise<void>): Promise<string | undefined>;
  /** What the run was to publish, where that is built on the way. */
  built?(world: TableWorld, release: Release): Promise<Release>;
  /** Does once more what a person would do, with nothing broken, and gives what is wrong with that. */
  again?(world: TableWorld, release: Release): Promise<readonly string[]>;
}

/** Name of the scenario that makes, beside those of a publish, the calls that clear staging. */
export const CLEAR_STAGING = 'clear staging';

/** The lease of the lock and the time between two sweeps, and a bit. */
export const UNTIL_SWEPT_MS = LOCK_LEASE_SECONDS * 1000 + (SWEEP_EVERY_MINUTES + 1) * 60_000;
/** A function's longest life, and a bit. */
const UNTIL_FUNCTIONS_ENDED_MS = 65_000;
/** Real time in which the runtime notices that a function's process is gone and what it asked for is not wanted. */
const UNTIL_NOTICED_MS = 1_500;

const COPY = (region: string | undefined) =>
  `PromoteRegion: vigilant-promote codeartifact:CopyPackageVersions ${region} release`;
const ARCHIVE = (region: string | undefined) =>
  `RetractRegion: vigilant-retract codeartifact:UpdatePackageVersionsStatus ${region} release`;
const UPLOAD = (region: string | undefined) =>
  `vigilant-publish-job codeartifact:PublishPackageVersion ${region} wheel`;
const STOP_BUILD = 'PublishJob: vigilant-publish-workflow codebuild:StopBuild us-east-1';
const RECORD = 'RecordPublished: vigilant-publish-workflow dynamodb:UpdateItem us-east-1';
const RECOVERY = `${NAMES.recoveryRule}: vigilant-recovery stepfunctions:StartExecution us-east-1`;

/** An error that no client and no state repeats a call for. */
const refusal = (code: string) => ({ kind: 'error', status: 400, code }) as const;
/** Longer than a function lives. */
const hangs = { kind: 'delay', milliseconds: 600_000 } as const;

async function publish(
  world: TableWorld,
  { version, digest }: Release,
  begin: () => Promise<void>,
): Promise<string> {
  await begin();
  const arn = await world.start({ package: PACKAGE, version, digest }, `run-${version}`);
  await world.end(arn);
  return arn;
}

/** Publishes while calls of some places are denied, which no client and no state can do anything about. */
function publishWithout(...places: readonly string[]): Scenario['run'] {
  return async (world, release, begin) => {
    const { version } = release;
    const effect = refusal('AccessDeniedException');
    for (const place of places)
      await world.runtime.arm({ id: `${place} of ${version}`, version, place, effect });
    try {
      return await publish(world, release, begin);
    } finally {
      for (const place of places) await world.runtime.disarm(`${place} of ${version}`);
    }
  };
}

/** Stops a run when a call of it hangs. */
async function stopAt(
  world: TableWorld,
  { release: { version, digest }, place, regions }: { release: Release; place: string; regions?: string[] },
  begin: () => Promise<void>,
): Promise<string> {
  const id = `half ${version}`;
  await world.runtime.arm({ id, version, place, effect: hangs });
  const input = { package: PACKAGE, version, digest, ...(regions !== undefined && { regions }) };
  const executionArn = await world.start(input, `run-${version}`);
  await world.until(`a call of ${version} that hangs, or the end`, async () => {
    if (world.runtime.hits(id) > 0) return true;
    return (await world.status(executionArn)) === 'RUNNING' ? undefined : true;
  });
  await begin();
  await world.until('the stop', async () => {
    await world.clients.stepFunctions.send(new StopExecutionCommand({ executionArn }));
    await world.runtime.disarm(id);
    return true;
  });
  await world.end(executionArn);
  return executionArn;
}

/** Stops a run when the first region serves the version and the last is about to. */
async function stopHalfWay(world: TableWorld, release: Release, begin: () => Promise<void>): Promise<string> {
  const { version } = release;
  const [first = '', ...others] = world.regions;
  return await stopAt(world, { release, place: COPY(others.at(-1)) }, async () => {
    await world.until(`${version} in the first region`, async () =>
      Object.keys(await world.reader.shown(first, PACKAGE, version)).length > 0 ? true : undefined,
    );
    await begin();
  });
}

/** Stops a run of one region during an upload, so that no other calls come, and lets only recovery stop the job. */
const stopJob: Scenario['run'] = async (world, release, begin) => {
  const { version } = release;
  const id = `job ${version}`;
  await world.runtime.arm({ id, version, place: STOP_BUILD, effect: refusal('InvalidInputException') });
  const regions = world.regions.slice(-1);
  return await stopAt(world, { release, place: UPLOAD(regions[0]), regions }, begin);
};

/** As `stop`, but the event that tells of it is lost, so that only the sweep finds the run. */
const sweep: Scenario['run'] = async (world, release, begin) => {
  const { version } = release;
  const id = `lost ${version}`;
  const effect = refusal('ValidationException');
  await world.runtime.arm({ id, version, place: RECOVERY, times: 1, effect });
  const arn = await stopHalfWay(world, release, async () => undefined);
  await world.until('the end event', async () => world.runtime.hits(id) > 0 || undefined);
  await world.runtime.disarm(id);
  // What the dead run's function is at must be over before the hours pass, as on AWS.
  await world.runtime.jump(UNTIL_FUNCTIONS_ENDED_MS);
  await delay(UNTIL_NOTICED_MS);
  await begin();
  await world.runtime.jump(UNTIL_SWEPT_MS);
  return arn;
};

/** A run with another build than the one that is published. */
const publishOther: Scenario['run'] = async (world, release, begin) => {
  const { version, digest } = await world.releases.makePart(release);
  return await publish(world, { ...release, version, digest }, begin);
};

const publishFirst: Scenario['prepare'] = async (world, { version, digest }) => {
  await world.end(await world.start({ package: PACKAGE, version, digest }));
};

const publishPart: NonNullable<Scenario['prepare']> = async (world, release) => {
  const { version, digest } = await world.releases.makePart(release);
  await world.end(await world.start({ package: PACKAGE, version, digest, regions: world.regions.slice(-1) }));
  // The ledger must not know of that build, or it would keep the version for it.
  await world.forget(version);
};

/** A person has deleted a published version from the last region: what was staged for it is there still. */
const publishAndDelete: Scenario['prepare'] = async (world, release) => {
  await publishPart(world, release);
  const repository = { domain: 'vigilant', repository: 'release', format: 'pypi', package: PACKAGE } as const;
  await world.clients
    .codeArtifact(world.regions.at(-1) as string)
    .send(new DeletePackageVersionsCommand({ ...repository, versions: [release.version] }));
};

const run = { before: 'nothing', alone: false, recovers: false } as const;

/** Every scenario for a number of regions; what a later one has in common with an earlier one is broken only there. */
export function scenariosFor(regions: readonly string[]): readonly Scenario[] {
  const inTheLast = COPY(regions.at(-1));
  return [
    { ...run, name: 'publish', publishes: true, run: publish },
    { ...run, name: CLEAR_STAGING, publishes: true, prepare: publishAndDelete, run: publish },
    // The only one that retracts in the last region: it comes before all others that retract.
    { ...run, name: 'ledger lost', publishes: false, run: publishWithout(RECORD) },
    { ...run, name: 'roll back', publishes: false, run: publishWithout(inTheLast) },
    { ...run, name: 'left behind', publishes: false, run: publishWithout(inTheLast, ARCHIVE(regions[0])) },
    { ...run, name: 'stop', publishes: false, recovers: true, run: stopHalfWay },
    { ...run, name: 'stop a job', publishes: false, recovers: true, run: stopJob },
    {
      ...run,
      ...{ name: 'complete a part', before: 'partial', publishes: true },
      ...{ prepare: publishPart, run: publish },
    },
    {
      ...run,
      ...{ name: 'publish again', before: 'complete', publishes: true },
      ...{ prepare: publishFirst, run: publish },
    },
    {
      ...run,
      ...{ name: 'other build', before: 'complete', publishes: false },
      ...{ prepare: publishFirst, run: publishOther },
    },
    push,
    { ...run, name: 'sweep', publishes: false, alone: true, recovers: true, run: sweep },
  ];
}
