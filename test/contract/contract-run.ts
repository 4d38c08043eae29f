import { randomBytes } from 'node:crypto';
import { type Account, openAccount } from './account';

/** AWS is consistent only in time; locally the first look decides. */
const [PAUSE, PATIENCE] = [2_000, 120_000];

/**
 * A contract test's account and the clean-up of what it creates. Call it at the top of a test file: it opens the account
 * before the tests and removes everything after them, also when they failed.
 */
export function contractRun() {
  const suffix = randomBytes(4).toString('hex');
  const removals: [string, () => Promise<unknown>][] = [];
  let account: Account | undefined;
  beforeAll(async () => {
    account = await openAccount();
  });
  afterAll(async () => {
    const left: string[] = [];
    for (const [what, remove] of removals.reverse())
      await remove().catch((error: Error) => left.push(`${what}: ${error.name}: ${error.message}`));
    await account?.close();
    if (left.length > 0) throw new Error(`not removed, remove by hand:\n${left.join('\n')}`);
  });
  return {
    /** A name that nothing else has. */
    name: (what: string) => `contract-${what}-${suffix}`,
    get account(): Account {
      if (!account) throw new Error('the account is open from beforeAll on');
      return account;
    },
    /** Announces how to remove something. Call it before the thing is created: a lost answer must not leave it behind. */
    removeLater(what: string, remove: () => Promise<unknown>): void {
      removals.push([what, remove]);
    },
    /** Waits until `check` no longer throws. Locally there is nothing to wait for. */
    async eventually<T>(check: () => Promise<T>): Promise<T> {
      const end = Date.now() + (account?.remote ? PATIENCE : 0);
      for (;;) {
        try {
          return await check();
        } catch (error) {
          if (Date.now() >= end) throw error;
          await new Promise((resolve) => setTimeout(resolve, PAUSE));
        }
      }
    },
  };
}

/** What {@link contractRun} gives. */
export type ContractRun = ReturnType<typeof contractRun>;
