import { keyPermission } from '../../kms/key-permission';
import type { Call, Operation, Permission } from '../../service';
import { type Tables, tableArn, tableName } from '../tables';

/**
 * An operation on items that dynalite carries out. Its IAM action has its own name; for operations that name one item,
 * policies may look at the partition key (`dynamodb:LeadingKeys`).
 */
export function itemOperation(tables: Tables, name: string): Operation {
  const dynaliteName = name.charAt(0).toLowerCase() + name.slice(1);
  return {
    async permissions(input, call): Promise<Permission[]> {
      const table = tableName(input.TableName, call);
      const arn = tableArn({ ...call, name: table });
      const resource = input.IndexName === undefined ? arn : `${arn}/index/${input.IndexName}`;
      const leadingKey = await partitionKey(tables, table, input, call);
      return [
        {
          action: `dynamodb:${name}`,
          resource,
          ...(leadingKey !== undefined && { context: { 'dynamodb:LeadingKeys': [leadingKey] } }),
        },
        ...keyPermissions(tables.keys.get(arn), call),
      ];
    },
    async handle(input, call) {
      const region = await tables.in(call.region);
      return region.call(dynaliteName, { ...input, TableName: tableName(input.TableName, call) });
    },
  };
}

/** DynamoDB decrypts the table's own key for the caller (DynamoDB Developer Guide, encryption at rest). */
function keyPermissions(key: string | undefined, call: Call): Permission[] {
  if (key === undefined) return [];
  const { region, account } = call;
  return [keyPermission({ key, action: 'kms:Decrypt', via: 'dynamodb', region, account })];
}

async function partitionKey(
  tables: Tables,
  table: string,
  input: any,
  call: Call,
): Promise<string | undefined> {
  const item = input.Key ?? input.Item;
  if (item === undefined) return undefined;
  const definition = await (await tables.in(call.region)).definition(table);
  const name = definition?.KeySchema.find(
    (key: { KeyType: string }) => key.KeyType === 'HASH',
  )?.AttributeName;
  const value = item[name];
  return value?.S ?? value?.N;
}
