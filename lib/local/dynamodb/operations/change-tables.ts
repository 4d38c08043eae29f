import type { Call, Operation } from '../../service';
import { ServiceError } from '../../service';
import { type Tables, tableArn, tableName } from '../tables';
import { describedTable } from './describe-tables';

/** What a table can be created with; everything else is refused, because nothing here would come of it. */
const EMULATED = [
  'AttributeDefinitions',
  'BillingMode',
  'GlobalSecondaryIndexes',
  'KeySchema',
  'LocalSecondaryIndexes',
  'ProvisionedThroughput',
  'TableName',
];

/** CreateTable: usable at once, though the answer says CREATING as the service's does. */
export function createTable(tables: Tables): Operation {
  return {
    permissions: (input, call) => permission(input, call),
    async handle(input, call) {
      const refused = Object.keys(input).filter((member) => !EMULATED.includes(member));
      if (refused.length > 0)
        throw new ServiceError(
          'ValidationException',
          `${refused.join(', ')}: not supported by this local runtime`,
        );
      const region = await tables.in(call.region);
      const name = tableName(input.TableName, call);
      const { TableDescription } = await region.call('createTable', { ...input, TableName: name });
      await region.settle(name, 'ACTIVE');
      return { TableDescription: describedTable(tables, TableDescription) };
    },
  };
}

/** DeleteTable: with all of its items. What its template protects is deleted only once it is deployed without that. */
export function deleteTable(tables: Tables): Operation {
  return {
    permissions: (input, call) => permission(input, call),
    async handle(input, call) {
      const region = await tables.in(call.region);
      const name = tableName(input.TableName, call);
      if (tables.protected.has(tableArn({ ...call, name })))
        throw new ServiceError(
          'ValidationException',
          // The service's words, as others have seen them.
          'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
        );
      const { TableDescription } = await region.call('deleteTable', { TableName: name });
      await region.settle(name, undefined);
      return { TableDescription: describedTable(tables, TableDescription) };
    },
  };
}

function permission({ TableName }: { TableName: string }, call: Call) {
  const resource = tableArn({ ...call, name: tableName(TableName, call) });
  return [{ action: `dynamodb:${call.operation}`, resource }];
}
