import { isDeepStrictEqual } from 'node:util';
import { generatedName } from '../assembly/generated-name';
import { refuseUnknownProperties } from '../assembly/known-properties';
import type { DeployedResource, ResolvedResource, ResourceProvider } from '../assembly/resource-provider';
import { type Tables, tableArn } from './tables';

/**
 * Deploys AWS::DynamoDB::Table; a key of its own is asked for like on AWS. Without effect here: backups, table
 * class, throughput limits, tags, insights; items never expire.
 */
export function tableProvider(tables: Tables): ResourceProvider {
  return {
    type: 'AWS::DynamoDB::Table',
    async deploy(resource) {
      refuseUnknownProperties(resource, {
        emulated: [
          'AttributeDefinitions',
          'BillingMode',
          'DeletionProtectionEnabled',
          'GlobalSecondaryIndexes',
          'KeySchema',
          'LocalSecondaryIndexes',
          'ProvisionedThroughput',
          'SSESpecification',
          'TableName',
        ],
        withoutEffect: [
          'ContributorInsightsSpecification',
          'OnDemandThroughput',
          'PointInTimeRecoverySpecification',
          'TableClass',
          'Tags',
          'TimeToLiveSpecification',
        ],
      });
      return deployTable(tables, resource);
    },
  };
}

async function deployTable(tables: Tables, resource: ResolvedResource): Promise<DeployedResource> {
  const { properties, region, account } = resource;
  const name = properties.TableName ?? generatedName(resource, { maxLength: 255 });
  const database = await tables.in(region);
  const existing = await database.definition(name);
  if (existing === undefined) {
    const { TableDescription } = await database.call('createTable', {
      TableName: name,
      AttributeDefinitions: properties.AttributeDefinitions,
      KeySchema: properties.KeySchema,
      BillingMode: properties.BillingMode ?? 'PROVISIONED',
      ProvisionedThroughput: properties.ProvisionedThroughput,
      GlobalSecondaryIndexes: properties.GlobalSecondaryIndexes,
      LocalSecondaryIndexes: properties.LocalSecondaryIndexes,
    });
    await database.define(name, { ...TableDescription, TableStatus: 'ACTIVE' });
  } else {
    refuseOtherKeys(name, existing, properties);
    // Killed while it was being created: the definition is there, so nothing is missing.
    if (existing.TableStatus !== 'ACTIVE')
      await database.define(name, { ...existing, TableStatus: 'ACTIVE' });
  }
  const arn = tableArn({ region, account, name });
  const key = properties.SSESpecification?.KMSMasterKeyId;
  if (key !== undefined) tables.keys.set(arn, key);
  if (properties.DeletionProtectionEnabled) tables.protected.add(arn);
  else tables.protected.delete(arn);
  return { ref: name, attributes: { Arn: arn, TableId: existing?.TableId } };
}

/** A change of the keys replaces a table on AWS, and its items with it; here that is for the user to decide. */
function refuseOtherKeys(name: string, existing: any, properties: any): void {
  const keys = (table: any) => ({
    KeySchema: table.KeySchema,
    indexes: [...(table.GlobalSecondaryIndexes ?? []), ...(table.LocalSecondaryIndexes ?? [])].map(
      ({ IndexName, KeySchema }) => ({ IndexName, KeySchema }),
    ),
  });
  if (isDeepStrictEqual(keys(existing), keys(properties))) return;
  throw new Error(
    `table ${name}: the state folder has it with other keys or indexes ` +
      `(${JSON.stringify(keys(existing))} instead of ${JSON.stringify(keys(properties))}); start with a fresh state folder`,
  );
}
