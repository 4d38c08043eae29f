import { visitorOf } from '../../lib/local/iam/iam';
import type { Principal } from '../../lib/local/service';
import { type Flow, flow } from './flow';
import type { FlowAccount } from './flow-account';
import { readIndex } from './package-index';
import { publishAgain } from './publish-again';

/** Administrators of the accounts that the domain gives tokens to. */
export function consumersOf({ names }: FlowAccount): readonly Principal[] {
  return names.consumers.flatMap((consumer) => visitorOf(consumer) ?? []);
}

/** What other accounts must be able to do; nothing to do where the deployment lets none in. */
export const CONSUMER_FLOWS: readonly Flow[] = [
  flow('a consumer account looks through the release repository of every region', async (account) => {
    await publishAgain(account);
    const input = account.packageIn(account.names.release);
    const { package: _, ...repository } = input;
    const version = { ...input, packageVersion: account.published };
    for (const as of consumersOf(account)) {
      for (const region of account.names.regions) {
        const call = (operation: string, given: unknown) =>
          account.call(`codeartifact:${operation}`, given, { region, as });
        await call('GetRepositoryEndpoint', repository);
        await call('ListPackages', repository);
        await call('ListPackageVersions', input);
        await call('DescribePackageVersion', version);
        await call('ListPackageVersionAssets', version);
      }
    }
  }),
  flow('a consumer account installs from the release repository of every region', async (account) => {
    await publishAgain(account);
    const { release: repository, regions } = account.names;
    for (const as of consumersOf(account))
      for (const region of regions) await readIndex(account, { region, repository, as });
  }),
];
