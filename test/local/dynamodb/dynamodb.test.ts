import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDynamoDb, type DynamoDb } from '../../../lib/local/dynamodb/create-dynamodb';
import type { Call } from '../../../lib/local/service';

const ACCOUNT = '000000000000';
const call = (region: string) => ({ region, account: ACCOUNT, service: 'dynamodb' }) as Call;
const tableResource = (region: string, properties = {}) => ({
  stack: 'S',
  logicalId: 'Ledger',
  type: 'AWS::DynamoDB::Table',
  region,
  account: ACCOUNT,
  properties: {
    TableName: 'ledger',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
    ],
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    ...properties,
  },
});
const table = (db: DynamoDb, resource: ReturnType<typeof tableResource>) =>
  db.providers.find((provider) => provider.type === resource.type)!.deploy(resource);
const run = (db: DynamoDb, name: string, input: any, region = 'us-east-1') =>
  db.service.operations[name]!.handle({ TableName: 'ledger', ...input }, call(region)) as Promise<any>;

describe('DynamoDB', () => {
  let directory: string;
  let db: DynamoDb;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'dynamodb-'));
    db = createDynamoDb({ account: ACCOUNT, directory });
    await table(db, tableResource('us-east-1'));
  });
  afterEach(async () => {
    await db.close();
    await rm(directory, { recursive: true });
  });

  const key = { pk: { S: 'demo' }, sk: { S: '1.0' } };

  test('an item is kept per region and over a restart', async () => {
    await table(db, tableResource('eu-west-1'));
    await run(db, 'PutItem', { Item: { ...key, bytes: { B: Buffer.from('abc') }, B: { S: 'named B' } } });
    await db.close();
    db = createDynamoDb({ account: ACCOUNT, directory });
    await table(db, tableResource('us-east-1'));
    const { Item } = await run(db, 'GetItem', { Key: key });
    expect(Item).toEqual({ ...key, bytes: { B: Buffer.from('abc') }, B: { S: 'named B' } });
    expect((await run(db, 'GetItem', { Key: key }, 'eu-west-1')).Item).toBeUndefined();
  });

  test('a failed condition gives back the item that it was checked on, when asked to', async () => {
    await run(db, 'PutItem', { Item: { ...key, owner: { S: 'first' } } });
    const write = (extra: object) =>
      run(db, 'UpdateItem', {
        Key: key,
        UpdateExpression: 'SET #owner = :owner',
        ConditionExpression: 'attribute_not_exists(pk)',
        ExpressionAttributeNames: { '#owner': 'owner' },
        ExpressionAttributeValues: { ':owner': { S: 'second' } },
        ...extra,
      });
    await expect(write({})).rejects.toMatchObject({
      code: 'ConditionalCheckFailedException',
      message: 'The conditional request failed',
      details: { status: 400 },
    });
    await expect(write({ ReturnValuesOnConditionCheckFailure: 'ALL_OLD' })).rejects.toMatchObject({
      details: { Item: { ...key, owner: { S: 'first' } } },
    });
  });

  test('of many concurrent conditional writes exactly one wins', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, n) =>
        run(db, 'PutItem', {
          Item: { ...key, n: { N: String(n) } },
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
      ),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('items are queried by partition key and scanned by filter', async () => {
    for (const version of ['1.0', '1.1', '2.0'])
      await run(db, 'PutItem', { Item: { pk: { S: 'demo' }, sk: { S: version } } });
    await run(db, 'PutItem', { Item: { pk: { S: 'other' }, sk: { S: '1.0' } } });
    const { Items } = await run(db, 'Query', {
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :one)',
      ExpressionAttributeValues: { ':pk': { S: 'demo' }, ':one': { S: '1.' } },
    });
    expect(Items.map((item: any) => item.sk.S)).toEqual(['1.0', '1.1']);
    const scan = await run(db, 'Scan', {
      FilterExpression: 'sk = :v',
      ExpressionAttributeValues: { ':v': { S: '1.0' } },
    });
    expect(scan.Count).toBe(2);
  });

  test('a table describes itself with the ARN of its region', async () => {
    const { Table } = await run(db, 'DescribeTable', {});
    expect(Table).toMatchObject({
      TableArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/ledger',
      TableStatus: 'ACTIVE',
      CreationDateTime: expect.any(Date),
    });
    expect(await run(db, 'ListTables', { TableName: undefined })).toEqual({ TableNames: ['ledger'] });
  });

  test('a protected table is not deleted until it is deployed without protection', async () => {
    const isProtected = async () => (await run(db, 'DescribeTable', {})).Table.DeletionProtectionEnabled;
    expect(await isProtected()).toBe(false);
    await table(db, tableResource('us-east-1', { DeletionProtectionEnabled: true }));
    expect(await isProtected()).toBe(true);
    await expect(run(db, 'DeleteTable', {})).rejects.toMatchObject({
      code: 'ValidationException',
      message:
        'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
    });
    expect((await run(db, 'DescribeTable', {})).Table.TableStatus).toBe('ACTIVE');
    await table(db, tableResource('us-east-1'));
    await run(db, 'DeleteTable', {});
    expect(await run(db, 'ListTables', { TableName: undefined })).toEqual({ TableNames: [] });
  });

  test('an unknown table is told as DynamoDB tells it', async () => {
    await expect(run(db, 'GetItem', { TableName: 'none', Key: key })).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
      message: 'Requested resource not found',
    });
  });

  test('a table with other keys than the state folder has is refused', async () => {
    const other = tableResource('us-east-1', {
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    });
    await expect(table(db, other)).rejects.toThrow(/other keys or indexes/);
  });

  test('permissions name the table and the partition key', async () => {
    const operation = db.service.operations.PutItem!;
    expect(await operation.permissions({ TableName: 'ledger', Item: key }, call('us-east-1'))).toEqual([
      {
        action: 'dynamodb:PutItem',
        resource: 'arn:aws:dynamodb:us-east-1:000000000000:table/ledger',
        context: { 'dynamodb:LeadingKeys': ['demo'] },
      },
    ]);
  });

  test('a table with a key of its own asks for the right to use it', async () => {
    const key = 'arn:aws:kms:us-east-1:000000000000:key/k';
    await table(
      db,
      tableResource('us-east-1', { SSESpecification: { SSEEnabled: true, KMSMasterKeyId: key } }),
    );
    const permissions = await db.service.operations.GetItem!.permissions(
      { TableName: 'ledger', Key: {} },
      call('us-east-1'),
    );
    expect(permissions[1]).toEqual({
      action: 'kms:Decrypt',
      resource: key,
      context: {
        'kms:ViaService': 'dynamodb.us-east-1.amazonaws.com',
        'kms:CallerAccount': ACCOUNT,
      },
    });
  });

  test('a property that is not emulated is refused by name', async () => {
    const streamed = tableResource('us-east-1', { StreamSpecification: { StreamViewType: 'NEW_IMAGE' } });
    await expect(table(db, streamed)).rejects.toThrow(/StreamSpecification/);
  });
});
