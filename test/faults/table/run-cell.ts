import { DescribeExecutionCommand, type DescribeExecutionOutput } from '@aws-sdk/client-sfn';
import type { Release } from '../../../lib/contract';
import type { Shown } from '../index-reader';
import { checkBystander } from './bystander';
import type { Cell } from './cells';
import { checkEnd, checkSettled, type Ended, endedByItself, outcomeOf } from './check-end';
import { checkOneAtATime } from './check-one-at-a-time';
import { UNTIL_SWEPT_MS } from './scenarios';
import { PACKAGE, type TableWorld } from './table-world';
import { checkSightings, watched, wholeOf } from './watch';

/** What came of a cell. */
export interface CellResult {
  readonly cell: Cell;
  readonly outcome: string;
  readonly problems: readonly string[];
  readonly seconds: number;
  /** Finishes a cell whose lock lives until its lease is over; undefined where all is settled. */
  readonly settle?: () => Promise<readonly string[]>;
}

/** Longest that recovery by an event may take, in real time on a busy machine. */
const RECOVERY_MS = 120_000;
/** How long recovery may try while what it needs is broken, and again when that is mended. */
const MENDING_MS = 5_000;
/** Long enough for one look. */
const LOOK_MS = 500;

/** Breaks one call of one run, and checks the promises at its end, after recovery, and all along. */
export async function runCell(
  world: TableWorld,
  cell: Cell,
  { release: made, bystander }: { release: Release; bystander: Release },
): Promise<CellResult> {
  const start = Date.now();
  const { scenario, place, isScoped } = cell.place;
  const { version } = made;
  const before = beforeOf(world, cell, made);
  await scenario.prepare?.(world, made);
  const fault = {
    ...{ id: cell.name, place, effect: cell.effect },
    ...(isScoped && { version }),
    ...(!cell.lasts && { times: 1 }),
  };
  const { result: arn, sightings } = await watched(world, { version, before }, () =>
    scenario.run(world, made, () => world.runtime.arm(fault)),
  );
  const execution = await endOf(world, arn);
  const ended = { release: (await scenario.built?.(world, made)) ?? made, execution, before };
  const problems = [...checkSightings(sightings, ended.release), ...(await checkEnd(world, ended))];
  // Recovery waits for what the dead run may still do, and announces what it did when it has given the lock back.
  const isMet = async () => world.runtime.hits(cell.name) > 0 || undefined;
  await world.until('the fault to be met', isMet, RECOVERY_MS).catch(() => undefined);
  // A fault that hits for ever hits recovery as well, until somebody mends it.
  const isRecovered = await recovered(world, ended, cell.lasts ? MENDING_MS : RECOVERY_MS);
  const hits = await world.until('the fault', () => world.runtime.disarm(cell.name));
  if (hits === 0) problems.push('the fault was never met');
  const outcome = outcomeOf(execution);
  if (cell.kind.passes && !cell.lasts && scenario.publishes && !/Published$/.test(outcome))
    problems.push(`a fault that passes ended the run as ${outcome}: ${execution.cause?.slice(0, 300)}`);
  else if (cell.kind.passes && !cell.lasts && scenario.recovers && !scenario.alone && !isRecovered)
    problems.push('a fault that passes kept recovery waiting for the sweep');
  const finish = async () => [
    ...(await payDebt(world, ended)),
    ...(await checkSettled(world, ended)),
    ...(await checkOneAtATime(world, version)),
    ...(await checkBystander(world, bystander)),
    ...((await scenario.again?.(world, ended.release)) ?? []),
  ];
  const isSettled = isRecovered || (cell.lasts && (await recovered(world, ended, MENDING_MS)));
  const result = { cell, outcome, seconds: (Date.now() - start) / 1000 };
  if (isSettled) return { ...result, problems: [...problems, ...(await finish())] };
  const settle = async () => {
    const isFree = async () => (await world.ledger(version))['lockOwner'] === undefined || undefined;
    await world.until('the sweep', isFree, RECOVERY_MS).catch(() => undefined);
    return await finish();
  };
  if (!cell.alone) return { ...result, problems, settle };
  await world.runtime.jump(UNTIL_SWEPT_MS);
  return { ...result, problems: [...problems, ...(await settle())] };
}

/** A run that was never started ended as nothing that a run says of itself. */
async function endOf(world: TableWorld, executionArn: string | undefined): Promise<DescribeExecutionOutput> {
  if (executionArn === undefined) return { status: 'FAILED', error: 'NotStarted' } as DescribeExecutionOutput;
  const describe = new DescribeExecutionCommand({ executionArn });
  return await world.until(executionArn, () => world.clients.stepFunctions.send(describe));
}

/** What regions show before the run whose end counts. */
function beforeOf(world: TableWorld, { place }: Cell, release: Release): ReadonlyMap<string, Shown> {
  const whole = wholeOf(release);
  const sdist = Object.fromEntries(Object.entries(whole).filter(([name]) => name.endsWith('.gz')));
  switch (place.scenario.before) {
    case 'nothing':
      return new Map();
    case 'partial':
      return new Map([[world.regions.at(-1) ?? '', sdist]]);
    case 'complete':
      return new Map(world.regions.map((region) => [region, whole]));
  }
}

/** Whether the lock was given back in that time. A run that ended by itself gives it back before its end or never. */
async function recovered(
  world: TableWorld,
  { release, execution }: Ended,
  patience: number,
): Promise<boolean> {
  const isFree = async () => (await world.ledger(release.version))['lockOwner'] === undefined || undefined;
  const longest = endedByItself(execution) ? LOOK_MS : patience;
  return await world.until('recovery', isFree, longest).catch(() => false);
}

/** What RollbackIncomplete asks of a person. */
async function payDebt(world: TableWorld, { release: { version } }: Ended): Promise<string[]> {
  if ((await world.ledger(version))['releaseState']?.S !== 'RollbackIncomplete') return [];
  const arn = await world.until('the start of a rollback', () =>
    world.start({ operation: 'rollback', package: PACKAGE, version }),
  );
  const end = await world.end(arn);
  return end.status === 'SUCCEEDED' ? [] : [`P2: the debt could not be paid: ${end.error} ${end.cause}`];
}
