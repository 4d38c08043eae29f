import type { ResourceProvider } from '../assembly/resource-provider';
import type { Service } from '../service';
import { createTable, deleteTable } from './operations/change-tables';
import { describeTable, listTables } from './operations/describe-tables';
import { itemOperation } from './operations/item-operation';
import { tableProvider } from './table-provider';
import { Tables } from './tables';

/** What {@link createDynamoDb} works with. */
export interface DynamoDbOptions {
  readonly account: string;
  /** Folder of the databases, one per region; in memory when left out. */
  readonly directory?: string;
}

/** DynamoDB as far as the ledger needs it. */
export interface DynamoDb {
  readonly service: Service;
  readonly providers: readonly ResourceProvider[];
  /** Waits for writes under way and closes the databases. */
  close(): Promise<void>;
}

/** Operations on items that are handed to dynalite as they are. */
const ITEM_OPERATIONS = ['DeleteItem', 'GetItem', 'PutItem', 'Query', 'Scan', 'UpdateItem'];

/** Creates the DynamoDB service, built on dynalite. */
export function createDynamoDb(options: DynamoDbOptions): DynamoDb {
  const tables = new Tables(options.account, options.directory);
  return {
    service: {
      model: 'dynamodb',
      operations: {
        ...Object.fromEntries(ITEM_OPERATIONS.map((name) => [name, itemOperation(tables, name)])),
        CreateTable: createTable(tables),
        DeleteTable: deleteTable(tables),
        DescribeTable: describeTable(tables),
        ListTables: listTables(tables),
      },
    },
    providers: [tableProvider(tables)],
    close: () => tables.close(),
  };
}
