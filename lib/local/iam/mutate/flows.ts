import { isDeepStrictEqual } from 'node:util';
import type { Fault } from '../../http/faults';
import { type FlowAccount, PACKAGE } from './flow-account';
import { PROBES } from './probes';

/** Something that a deployment must be able to do, or, for a probe, must refuse. */
export interface Flow {
  readonly name: string;
  readonly probe: boolean;
  /** @throws Error when it does not end as it must */
  run(account: FlowAccount): Promise<void>;
}

/** Pushed first and rolled back again and again. */
const FIRST = '9.0.0';
/** Pushed later, and published. */
const SECOND = '9.0.1';

const refuse = (operation: string, region: string | undefined): Omit<Fault, 'id'> => ({
  operation,
  ...(region !== undefined && { region }),
  // A refusal that no client repeats, so that the flow is over sooner.
  effect: { kind: 'error', status: 400, code: 'ValidationException', message: 'refused by a flow' },
});

/** Every flow, in the order in which they build on each other. */
export const FLOWS: readonly Flow[] = [
  flow('a push is rolled back where one region refuses the upload', async (account) => {
    const { regions } = account.names;
    await account.withFaults([refuse('PublishPackageVersion', regions.at(-1))], async () => {
      expectEnd('the pipeline', await account.pipelineEnd(await account.push(FIRST)), 'Failed');
    });
    expectEnd('the ledger', (await account.ledger(FIRST))['releaseState']?.S, 'RolledBack');
    await expectServed(account, FIRST, 0);
  }),
  flow('a version that was never built is refused', async (account) => {
    const end = await account.run({ package: PACKAGE, version: '9.9.9', digest: '0'.repeat(64) });
    expectEnd('the run', end.error, 'ReleaseNotFound', end);
  }),
  flow('a promotion that fails in the second region is taken back', (account) =>
    failPromotion(account, account.names.regions[1]),
  ),
  flow('a promotion that fails in the first region is taken back', (account) =>
    failPromotion(account, account.names.regions[0]),
  ),
  flow('an incomplete rollback is recorded, and paid by a later one', incompleteRollback),
  flow('a run that is stopped ends its jobs and is rolled back', stopRun),
  flow('the sweeper finds a lock that has expired', sweep),
  flow('a push is published in every region', async (account) => {
    expectEnd('the pipeline', await account.pipelineEnd(await account.push(SECOND)), 'Succeeded');
    await expectServed(account, SECOND, 2);
  }),
  flow('a version that is gone in one region is restored', restore),
  ...PROBES,
];

function flow(name: string, run: Flow['run']): Flow {
  return { name, probe: false, run };
}

async function again(account: FlowAccount) {
  const digest = (await account.ledger(FIRST))['digest']?.S;
  return { package: PACKAGE, version: FIRST, digest };
}

async function failPromotion(account: FlowAccount, region: string | undefined): Promise<void> {
  const input = await again(account);
  const end = await account.withFaults([refuse('CopyPackageVersions', region)], () => account.run(input));
  expectEnd('the run', end.error, 'PublishRolledBack', end);
  await expectServed(account, FIRST, 0);
}

async function incompleteRollback(account: FlowAccount): Promise<void> {
  const [first, second] = account.names.regions;
  const input = await again(account);
  const faults = [refuse('CopyPackageVersions', second), refuse('UpdatePackageVersionsStatus', first)];
  const end = await account.withFaults(faults, () => account.run(input));
  expectEnd('the run', end.error, 'RollbackIncomplete', end);
  const rollback = await account.run({ operation: 'rollback', package: PACKAGE, version: FIRST });
  expectEnd('the rollback', rollback.status, 'SUCCEEDED', rollback);
  await expectServed(account, FIRST, 0);
}

async function stopRun(account: FlowAccount): Promise<void> {
  const { publishProject: projectName } = account.names;
  const before: string[] = (await account.call('codebuild:ListBuildsForProject', { projectName })).ids;
  const slow = {
    operation: 'PublishPackageVersion',
    effect: { kind: 'delay', milliseconds: 30_000 },
  } as const;
  await account.withFaults([slow], async () => {
    const executionArn = await account.start(await again(account));
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
  await rolledBack(account);
}

async function sweep(account: FlowAccount): Promise<void> {
  const { names } = account;
  const ended = await account.start({ operation: 'rollback', package: PACKAGE, version: FIRST });
  await account.runEnd(ended);
  await account.call('dynamodb:UpdateItem', {
    TableName: names.ledger,
    Key: account.ledgerKey(FIRST),
    UpdateExpression: 'SET lockOwner = :owner, lockExpires = :past',
    ExpressionAttributeValues: { ':owner': { S: ended }, ':past': { N: '1' } },
  });
  const end = await account.runEnd(await account.start({}, names.sweepStateMachine));
  expectEnd('the sweep', end.status, 'SUCCEEDED', end);
  await rolledBack(account);
}

async function rolledBack(account: FlowAccount): Promise<void> {
  await account.until('the rollback', async () => {
    const item = await account.ledger(FIRST);
    return item['lockOwner'] === undefined && item['releaseState']?.S === 'RolledBack' ? true : undefined;
  });
  await expectServed(account, FIRST, 0);
}

async function restore(account: FlowAccount): Promise<void> {
  const { domain, release, regions } = account.names;
  await account.call(
    'codeartifact:DeletePackageVersions',
    { domain, repository: release, format: 'pypi', package: PACKAGE, versions: [SECOND] },
    regions.at(-1),
  );
  const end = await account.run({ package: PACKAGE, version: SECOND });
  expectEnd('the run', end.status, 'SUCCEEDED', end);
  await expectServed(account, SECOND, 2);
}

function expectEnd(what: string, found: unknown, expected: string, detail?: { cause?: string }): void {
  if (found === expected) return;
  throw new Error(`${what}: expected ${expected}, got ${found}${detail?.cause ? `: ${detail.cause}` : ''}`);
}

async function expectServed(account: FlowAccount, version: string, files: number): Promise<void> {
  const found = await account.served(version);
  const expected = account.names.regions.map(() => files);
  if (isDeepStrictEqual(found, expected)) return;
  throw new Error(`version ${version}: expected ${expected} files in the regions, found ${found}`);
}
