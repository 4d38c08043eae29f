import { paginateScan } from '@aws-sdk/client-dynamodb';
import type { Target } from '../target';

/** What the ledger says about one version. */
export interface LedgerRow {
  readonly package: string;
  readonly version: string;
  readonly digest?: string;
  readonly releaseState?: string;
  readonly updatedAt?: string;
  /** Execution that works on the version now, or ended without giving it back. */
  readonly lockOwner?: string;
}

/** Reads the whole ledger: one small item per version. */
export async function ledgerItems(target: Target): Promise<LedgerRow[]> {
  const rows: LedgerRow[] = [];
  const pages = paginateScan(
    { client: target.clients.dynamoDb },
    { TableName: target.ledgerTable, ConsistentRead: true },
  );
  for await (const page of pages) {
    for (const item of page.Items ?? []) {
      rows.push({
        package: item['package']?.S ?? '',
        version: item['version']?.S ?? '',
        digest: item['digest']?.S,
        releaseState: item['releaseState']?.S,
        updatedAt: item['updatedAt']?.S,
        lockOwner: item['lockOwner']?.S,
      });
    }
  }
  return rows;
}
