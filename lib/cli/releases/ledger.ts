import { type AttributeValue, GetItemCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import type { Target } from '../target';

/** What the ledger says about a version. */
export interface LedgerItem {
  readonly package: string;
  readonly version: string;
  readonly digest?: string;
  readonly releaseState?: string;
  readonly updatedAt?: string;
  /** Execution that works on the version now, or ended without giving it back. */
  readonly lockOwner?: string;
}

/** Reads the whole ledger: one small item per version. */
export async function ledgerItems(target: Target): Promise<LedgerItem[]> {
  const items: LedgerItem[] = [];
  const pages = paginateScan(
    { client: target.clients.dynamoDb },
    { TableName: target.ledgerTable, ConsistentRead: true },
  );
  for await (const page of pages) items.push(...(page.Items ?? []).map(parse));
  return items;
}

/** Reads a version's item; `package` is normalised. */
export async function ledgerItem(
  target: Target,
  key: { package: string; version: string },
): Promise<LedgerItem | undefined> {
  const { Item } = await target.clients.dynamoDb.send(
    new GetItemCommand({
      TableName: target.ledgerTable,
      Key: { package: { S: key.package }, version: { S: key.version } },
      ConsistentRead: true,
    }),
  );
  return Item && parse(Item);
}

function parse(item: Record<string, AttributeValue>): LedgerItem {
  return {
    package: item['package']?.S ?? '',
    version: item['version']?.S ?? '',
    digest: item['digest']?.S,
    releaseState: item['releaseState']?.S,
    updatedAt: item['updatedAt']?.S,
    lockOwner: item['lockOwner']?.S,
  };
}
