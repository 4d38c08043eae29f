import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { Target } from '../target';

/** What the ledger says about a version. */
export interface LedgerItem {
  readonly digest?: string;
  readonly releaseState?: string;
  readonly revision?: string;
  readonly updatedAt?: string;
  readonly publishedAt?: string;
  /** Execution that works on the version now. */
  readonly lockOwner?: string;
}

/** Reads a version's item; `package` is normalised. */
export async function readLedger(
  target: Target,
  key: { package: string; version: string },
): Promise<LedgerItem | undefined> {
  const answer = await target.clients.dynamoDb.send(
    new GetItemCommand({
      TableName: target.ledgerTable,
      Key: { package: { S: key.package }, version: { S: key.version } },
      ConsistentRead: true,
    }),
  );
  if (answer.Item === undefined) return undefined;
  const { digest, releaseState, revision, updatedAt, publishedAt, lockOwner } = answer.Item;
  return {
    digest: digest?.S,
    releaseState: releaseState?.S,
    revision: revision?.S,
    updatedAt: updatedAt?.S,
    publishedAt: publishedAt?.S,
    lockOwner: lockOwner?.S,
  };
}
