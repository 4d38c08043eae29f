import { type FlowAccount, PACKAGE } from './flow-account';

/** Publishes the version that was published last wherever it is gone: flows leave it in any state. */
export async function publishAgain(account: FlowAccount): Promise<void> {
  const version = account.published;
  if ((await account.served(version)).every((files) => files > 0)) return;
  const { digest } = await account.ledger(version);
  const end = await account.run({ package: PACKAGE, version, digest: digest?.S });
  if (end.status !== 'SUCCEEDED') throw new Error(`publishing ${version} again: ${end.error}: ${end.cause}`);
}
