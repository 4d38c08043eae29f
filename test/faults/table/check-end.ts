import type { DescribeExecutionOutput } from '@aws-sdk/client-sfn';
import type { Release } from '../../../lib/contract';
import { RUN_FAILURES } from '../../../lib/contract';
import { isSame } from '../checks/region-reader';
import type { Shown } from '../index-reader';
import type { TableWorld } from './table-world';
import { wholeOf } from './watch';

/** What is known of a run when it has ended. */
export interface Ended {
  readonly release: Release;
  readonly execution: DescribeExecutionOutput;
  /** What each region showed before the run. */
  readonly before: ReadonlyMap<string, Shown>;
}

/** How a run ended, in one word. */
export function outcomeOf({ status, error, output }: DescribeExecutionOutput): string {
  if (status === 'SUCCEEDED') return JSON.parse(output ?? '{}').outcome ?? 'SUCCEEDED';
  return error ?? status ?? 'unknown';
}

/** Whether the run recorded by itself how it ended; all others are recovered when an event tells of them. */
export function endedByItself({ status, error }: DescribeExecutionOutput): boolean {
  return status === 'SUCCEEDED' || (status === 'FAILED' && RUN_FAILURES.includes(error as never));
}

/** P1 to P3 the moment a run has ended: what it says is what every region serves, down to the bytes. */
export async function checkEnd(world: TableWorld, { release, execution, before }: Ended): Promise<string[]> {
  const outcome = outcomeOf(execution);
  if (!endedByItself(execution)) return [];
  const served = await download(world, release);
  const debt = await debtOf(world, release);
  const problems: string[] = [];
  for (const region of world.regions) {
    const now = served.get(region) ?? {};
    const asBefore = isAsPromised(now, before.get(region) ?? {}, release);
    if (execution.status === 'SUCCEEDED' && !isSame(now, wholeOf(release)))
      problems.push(`P1: the run ended as ${outcome}, but region ${region} serves ${show(now)}`);
    if (outcome === 'RollbackIncomplete' && !asBefore && !(execution.cause ?? '').includes(region))
      problems.push(`P2: region ${region} was left behind, but is not named: ${execution.cause}`);
    if (outcome === 'RollbackIncomplete' && !asBefore && !debt.includes(region))
      problems.push(`P2: region ${region} was left behind, but the ledger owes it nothing: ${debt}`);
    else if (execution.status === 'FAILED' && outcome !== 'RollbackIncomplete' && !asBefore)
      problems.push(`P1: the run ended as ${outcome}, but region ${region} serves ${show(now)}`);
  }
  return problems;
}

/** P1, P3 and P7 when recovery has had its time and a recorded debt was paid: all or nothing, no lock, no debt. */
export async function checkSettled(
  world: TableWorld,
  { release, before }: Omit<Ended, 'execution'>,
): Promise<string[]> {
  const item = await world.ledger(release.version, release.package);
  const served = await download(world, release);
  const isPublished = item['releaseState']?.S === 'Published';
  const problems: string[] = [];
  if (item['lockOwner']) problems.push(`P7: the lock is still held by ${item['lockOwner'].S}`);
  if (item['intent']) problems.push(`P7: the ledger still has a debt: ${item['intent'].S}`);
  if (item['releaseState']?.S === 'Publishing') problems.push('P7: the ledger still says Publishing');
  for (const region of world.regions) {
    const now = served.get(region) ?? {};
    const isRight = isPublished
      ? isSame(now, wholeOf(release))
      : isAsPromised(now, before.get(region) ?? {}, release);
    if (!isRight)
      problems.push(
        `P1: the ledger says ${item['releaseState']?.S ?? 'nothing'}, but region ${region} serves ${show(now)}`,
      );
  }
  return problems;
}

async function download(world: TableWorld, release: Release): Promise<ReadonlyMap<string, Shown>> {
  const entries = world.regions.map(
    async (region): Promise<[string, Shown]> => [
      region,
      await world.until(`the files of ${release.version} in ${region}`, () =>
        world.reader.download(region, release.package, release.version),
      ),
    ],
  );
  return new Map(await Promise.all(entries));
}

/** What the ledger says is owed, as JSON; a release that it has as published needs none. */
async function debtOf(world: TableWorld, { version, package: name }: Release): Promise<string> {
  const item = await world.until('the ledger', () => world.ledger(version, name));
  return item['releaseState']?.S === 'Published' ? world.regions.join() : (item['intent']?.S ?? '');
}

/** As before the run, or, where a part was there, completed. */
function isAsPromised(now: Shown, before: Shown, release: Release): boolean {
  return isSame(now, before) || (Object.keys(before).length > 0 && isSame(now, wholeOf(release)));
}

function show(shown: Shown): string {
  return Object.keys(shown).join(', ') || 'nothing';
}
