import { isDeepStrictEqual } from 'node:util';
import { systemClock } from '../../lib/local/clock';
import type { Fault } from '../../lib/local/http/faults';
import { CONSUMER_FLOWS } from './consumer-flows';
import { type Flow, flow } from './flow';
import { type FlowAccount, PACKAGE } from './flow-account';
import { PROBES } from './probes';
import { publishAgain } from './publish-again';

const refuse = (operation: string, region: string | undefined): Omit<Fault, 'id'> => ({
  operation,
  ...(region !== undefined && { region }),
  // A refusal that no client repeats, so that the flow is over sooner.
  effect: { kind: 'error', status: 400, code: 'ValidationException', message: 'refused by a flow' },
});

/**
 * Every flow of a deployment. The first two are about versions of their own, which the others take and leave in any
 * state: after those two they can be run again in any order.
 */
export function flowsOf(regions: readonly string[]): readonly Flow[] {
  return [
    flow('a push is published in every region', publishPush),
    flow('a push is rolled back where one region refuses the upload', rollBackPush),
    flow('a version that was never built is refused', async (account) => {
      const end = await account.run({ package: PACKAGE, version: '9.9.9', digest: '0'.repeat(64) });
      expectEnd('the run', end.error, 'ReleaseNotFound', end);
      // And not an "access denied", which is tried again and tells a person nothing.
      if (!end.cause?.includes('NoSuchKey')) throw new Error(`the run: expected NoSuchKey, got ${end.cause}`);
    }),
    ...regions.map((region) =>
      flow(`a version that is gone in ${region} is restored`, (account) => restore(account, region)),
    ),
    flow('uploads whose answers are lost are found in staging', loseAnswers),
    ...regions
      .slice(0, 2)
      .map((region) =>
        flow(`a promotion that fails in ${region} is taken back in the other regions`, (account) =>
          failPromotion(account, region),
        ),
      ),
    flow('an incomplete rollback is told, and paid by a later one', incompleteRollback),
    flow('a run that is stopped ends its jobs and is rolled back', (account) =>
      stopRun(account, { seconds: 30, faults: [] }),
    ),
    flow('a job that a stopped run could not end is ended by the rollback', (account) =>
      // Longer than the rollback waits for functions that may still be at work.
      stopRun(account, { seconds: 110, faults: [{ ...refuse('StopBuild', undefined), times: 1 }] }),
    ),
    flow('the sweeper finds a lock that has expired', sweep),
    ...CONSUMER_FLOWS,
    ...PROBES,
  ];
}

async function publishPush(account: FlowAccount): Promise<void> {
  const start = systemClock.now();
  const told = account.messageCount;
  const version = account.nextVersion();
  expectEnd('the pipeline', await account.pipelineEnd(await account.push(version)), 'Succeeded');
  await expectServed(account, version, everywhere(account, 2));
  // A person's start names no commit, as that of a push does: the source asks for the branch.
  const restarted = await account.pipelineEnd(await account.startPipeline());
  expectEnd('the pipeline that a person started', restarted, 'Succeeded');
  // Nothing was staged before, so nothing is cleared: the retract function has no part in it.
  await account.logged(
    account.names.logGroups.filter((group) => !group.endsWith('-retract')),
    start,
  );
  if (account.names.approves) await account.told(`Publish ${PACKAGE} ${version} to every region?`, told);
  account.published = version;
}

async function rollBackPush(account: FlowAccount): Promise<void> {
  const told = account.messageCount;
  const version = account.nextVersion();
  const fault = refuse('PublishPackageVersion', account.names.regions.at(-1));
  await account.withFaults([fault], async () => {
    expectEnd('the pipeline', await account.pipelineEnd(await account.push(version)), 'Failed');
  });
  expectEnd('the ledger', (await account.ledger(version))['releaseState']?.S, 'RolledBack');
  await expectServed(account, version, everywhere(account, 0));
  await account.told(`Pipeline ${account.names.pipeline} failed`, told);
  account.rolledBack = version;
}

/** Takes the published version away from regions, as a person may. */
async function withdraw(account: FlowAccount, from: readonly string[]): Promise<void> {
  const { names, published } = account;
  const served = await account.served(published);
  for (const [index, region] of names.regions.entries()) {
    if (served[index] === 0 || !from.includes(region)) continue;
    const input = { ...account.packageIn(names.release), versions: [published] };
    await account.call('codeartifact:DeletePackageVersions', input, { region });
  }
}

/** Input of a run about the published version. What was rolled back is no build that the ledger would name. */
async function again(account: FlowAccount) {
  const { digest, releaseState } = await account.ledger(account.published);
  const input = { package: PACKAGE, version: account.published };
  return releaseState?.S === 'Published' ? input : { ...input, digest: digest?.S };
}

async function restore(account: FlowAccount, region: string): Promise<void> {
  const { logGroups, buildLogGroup } = account.names;
  const start = systemClock.now();
  await withdraw(account, [region]);
  const end = await account.run(await again(account));
  expectEnd('the run', end.status, 'SUCCEEDED', end);
  if (end.output?.includes('"announced":false')) throw new Error(`the run: nobody was told: ${end.output}`);
  await expectServed(account, account.published, everywhere(account, 2));
  await account.logged(
    logGroups.filter((group) => group !== buildLogGroup),
    start,
  );
}

async function loseAnswers(account: FlowAccount): Promise<void> {
  const region = account.names.regions.at(-1) as string;
  await withdraw(account, [region]);
  const input = await again(account);
  // One for each of the two files, and one more: a job that cannot look at staging fails three times, then for good.
  const lost = {
    operation: 'PublishPackageVersion',
    region,
    effect: { kind: 'lost-answer' },
    times: 3,
  } as const;
  const end = await account.withFaults([lost], () => account.run(input));
  expectEnd('the run', end.status, 'SUCCEEDED', end);
  await expectServed(account, account.published, everywhere(account, 2));
}

async function failPromotion(account: FlowAccount, region: string): Promise<void> {
  await withdraw(account, account.names.regions);
  const input = await again(account);
  const end = await account.withFaults([refuse('CopyPackageVersions', region)], () => account.run(input));
  expectEnd('the run', end.error, 'PublishRolledBack', end);
  await expectServed(account, account.published, everywhere(account, 0));
}

async function incompleteRollback(account: FlowAccount): Promise<void> {
  const { published: version, names } = account;
  const [first, second] = names.regions;
  const told = account.messageCount;
  await withdraw(account, names.regions);
  const input = await again(account);
  const faults = [refuse('CopyPackageVersions', second), refuse('UpdatePackageVersionsStatus', first)];
  const end = await account.withFaults(faults, () => account.run(input));
  expectEnd('the run', end.error, 'RollbackIncomplete', end);
  await account.told(`Rollback incomplete: ${PACKAGE} ${version}`, told);
  const rollback = await account.run({ operation: 'rollback', package: PACKAGE, version });
  expectEnd('the rollback', rollback.status, 'SUCCEEDED', rollback);
  await expectServed(account, version, everywhere(account, 0));
}

async function stopRun(
  account: FlowAccount,
  { seconds, faults }: { readonly seconds: number; readonly faults: readonly Omit<Fault, 'id'>[] },
): Promise<void> {
  const { publishProject: projectName, regions } = account.names;
  // Gone in one region, so that there is one job.
  await publishAgain(account);
  await withdraw(account, regions.slice(-1));
  const before: string[] = (await account.call('codebuild:ListBuildsForProject', { projectName })).ids;
  const input = await again(account);
  const slow = {
    operation: 'PublishPackageVersion',
    effect: { kind: 'delay', milliseconds: seconds * 1000 },
  } as const;
  await account.withFaults([slow, ...faults], async () => {
    const executionArn = await account.start(input);
    const started = await account.until('the first publish job', async () => {
      const { ids } = await account.call('codebuild:ListBuildsForProject', { projectName });
      return ids.find((id: string) => !before.includes(id)) as string | undefined;
    });
    await account.call('stepfunctions:StopExecution', { executionArn });
    expectEnd('the run', (await account.runEnd(executionArn)).status, 'ABORTED');
    const status = await account.until('the job of the stopped run to end', async () => {
      const { builds } = await account.call('codebuild:BatchGetBuilds', { ids: [started] });
      return builds[0].buildStatus === 'IN_PROGRESS' ? undefined : builds[0].buildStatus;
    });
    expectEnd('the job', status, 'STOPPED');
  });
  await rollsBack(account, account.published);
  const [, ...others] = everywhere(account, 2);
  await expectServed(account, account.published, [...others, 0]);
}

async function sweep(account: FlowAccount): Promise<void> {
  const { names, rolledBack: version } = account;
  const ended = await account.start({ operation: 'rollback', package: PACKAGE, version });
  await account.runEnd(ended);
  await account.call('dynamodb:UpdateItem', {
    TableName: names.ledger,
    Key: account.ledgerKey(version),
    UpdateExpression: 'SET lockOwner = :owner, lockExpires = :past',
    ExpressionAttributeValues: { ':owner': { S: ended }, ':past': { N: '1' } },
  });
  const end = await account.runEnd(await account.start({}, names.sweepStateMachine));
  expectEnd('the sweep', end.status, 'SUCCEEDED', end);
  await rollsBack(account, version);
  await expectServed(account, version, everywhere(account, 0));
}

/** Waits for a rollback that starts by itself. */
async function rollsBack(account: FlowAccount, version: string): Promise<void> {
  const { stateMachine } = account.names;
  await account.soon('the rollback to start or to have ended', async () => {
    const isLocked = (await account.ledger(version))['lockOwner'] !== undefined;
    return !isLocked || (await account.isRunning(stateMachine)) || undefined;
  });
  await account.until('the rollback', async () => {
    const { lockOwner, releaseState } = await account.ledger(version);
    // A rollback leaves the state that was there before the run.
    if (lockOwner === undefined)
      return !['Publishing', 'RollbackIncomplete'].includes(releaseState?.S) || undefined;
    if (await account.isRunning(stateMachine)) return undefined;
    // The lock may have been released in between.
    if ((await account.ledger(version))['lockOwner'] === undefined) return undefined;
    throw new Error(`the rollback: it has ended, and version ${version} is still locked`);
  });
}

const everywhere = ({ names }: FlowAccount, files: number) => names.regions.map(() => files);

function expectEnd(what: string, found: unknown, expected: string, detail?: { cause?: string }): void {
  if (found === expected) return;
  throw new Error(`${what}: expected ${expected}, got ${found}${detail?.cause ? `: ${detail.cause}` : ''}`);
}

async function expectServed(
  account: FlowAccount,
  version: string,
  expected: readonly number[],
): Promise<void> {
  const found = await account.served(version);
  if (isDeepStrictEqual(found, expected)) return;
  throw new Error(`version ${version}: expected ${expected} files in the regions, found ${found}`);
}
