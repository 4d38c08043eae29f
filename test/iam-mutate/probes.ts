import type { Principal } from '../../lib/local/service';
import { consumersOf } from './consumer-flows';
import type { Flow } from './flow';
import type { FlowAccount } from './flow-account';
import { Denied, type IndexVisit, readIndex, upload } from './package-index';

/** What is tried in a region. */
type Attempt = (account: FlowAccount, visit: Omit<IndexVisit, 'repository'>) => Promise<void>;

const REMOVALS = [
  'DeletePackageVersions',
  'DisposePackageVersions',
  'UpdatePackageVersionsStatus',
  'DeletePackage',
];

/** Ways round the workflow, each with a name that says what it does. */
const ATTEMPTS: Readonly<Record<string, Attempt>> = {
  'uploads to staging': (account, visit) => upload(account, { ...visit, repository: account.names.staging }),
  'uploads to release': (account, visit) => upload(account, { ...visit, repository: account.names.release }),
  'copies into staging': (account, visit) =>
    copy(account, visit, { from: account.names.release, to: account.names.staging }),
  // From release as well: reading from staging is refused by another statement.
  'copies into release': (account, visit) =>
    copy(account, visit, { from: account.names.release, to: account.names.release }),
  'reads staging': (account, visit) => readIndex(account, { ...visit, repository: account.names.staging }),
  ...Object.fromEntries(REMOVALS.map((operation) => [`calls ${operation} in staging`, removal(operation)])),
};

/** What an administrator, and one of an account that may read, try on the way round the workflow; all is refused. */
export const PROBES: readonly Flow[] = Object.entries(ATTEMPTS).flatMap(([what, attempt]) => [
  probe(`an administrator ${what}`, ({ operator }) => [operator], attempt),
  probe(`an administrator of a consumer account ${what}`, consumersOf, attempt),
]);

function probe(
  name: string,
  callers: (account: FlowAccount) => readonly Principal[],
  attempt: Attempt,
): Flow {
  return {
    name,
    probe: true,
    async run(account) {
      for (const as of callers(account))
        for (const region of account.names.regions)
          await expectDenied(() => attempt(account, { region, as }), region);
    },
  };
}

async function expectDenied(attempt: () => Promise<void>, region: string): Promise<void> {
  try {
    await attempt();
  } catch (error) {
    if (error instanceof Denied || /^AccessDenied/.test((error as Error).name)) return;
    throw new Error(`${region}: expected a denial, got ${error}`, { cause: error });
  }
  throw new Error(`${region}: expected a denial, and it was allowed`);
}

function removal(operation: string): Attempt {
  return async (account, visit) => {
    const input = {
      ...account.packageIn(account.names.staging),
      ...(operation !== 'DeletePackage' && { versions: [account.published] }),
      ...(operation === 'UpdatePackageVersionsStatus' && { targetStatus: 'Unlisted' }),
    };
    await account.call(`codeartifact:${operation}`, input, visit);
  };
}

async function copy(
  account: FlowAccount,
  visit: Omit<IndexVisit, 'repository'>,
  { from, to }: { from: string; to: string },
): Promise<void> {
  const { repository: _, ...input } = account.packageIn(to);
  const copied = { ...input, sourceRepository: from, destinationRepository: to };
  await account.call('codeartifact:CopyPackageVersions', { ...copied, versions: [account.published] }, visit);
}
