import type { Operation } from '../../service';
import { type Tables, tableArn, tableName } from '../tables';

/** DescribeTable: definition and state of a table. */
export function describeTable(tables: Tables): Operation {
  return {
    permissions: (input, call) => [
      {
        action: 'dynamodb:DescribeTable',
        resource: tableArn({ ...call, name: tableName(input.TableName, call) }),
      },
    ],
    async handle(input, call) {
      const region = await tables.in(call.region);
      const { Table: stored } = await region.call('describeTable', {
        TableName: tableName(input.TableName, call),
      });
      return { Table: describedTable(tables, stored) };
    },
  };
}

/** ListTables: names of the region's tables. */
export function listTables(tables: Tables): Operation {
  return {
    permissions: () => [{ action: 'dynamodb:ListTables', resource: '*' }],
    handle: async (input, call) => (await tables.in(call.region)).call('listTables', input),
  };
}

/** A table as the service model shapes it, from dynalite's description. */
export function describedTable(tables: Tables, stored: any) {
  // Not in the service model; DynamoDB itself gives it under BillingModeSummary only.
  const { TableThroughputModeSummary: _, ...table } = stored;
  const billing = table.BillingModeSummary;
  return {
    ...table,
    DeletionProtectionEnabled: tables.protected.has(table.TableArn),
    CreationDateTime: date(table.CreationDateTime),
    ...(billing && {
      BillingModeSummary: {
        ...billing,
        LastUpdateToPayPerRequestDateTime: date(billing.LastUpdateToPayPerRequestDateTime),
      },
    }),
  };
}

function date(seconds: number | undefined): Date | undefined {
  return seconds === undefined ? undefined : new Date(seconds * 1000);
}
