import { DynamoDB, waitUntilTableExists, waitUntilTableNotExists } from '@aws-sdk/client-dynamodb';
import { contractRun } from './contract-run';

// Costs on AWS: an on-demand table for a minute and a few requests, below a cent.
const run = contractRun();
const table = run.name('table');
let db: DynamoDB;

beforeAll(async () => {
  db = new DynamoDB(run.account.client);
  run.removeLater(`table ${table}`, async () => {
    await db.deleteTable({ TableName: table });
    await waitUntilTableNotExists({ client: db, maxWaitTime: 240 }, { TableName: table });
  });
  const { TableDescription } = await db.createTable({
    TableName: table,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  });
  expect(TableDescription?.TableStatus).toBe('CREATING');
  await waitUntilTableExists({ client: db, maxWaitTime: 240 }, { TableName: table });
});
afterAll(() => db?.destroy());

test('of two writes that expect no item one is refused, and told what is there', async () => {
  const put = (owner: string) =>
    db.putItem({
      TableName: table,
      Item: { pk: { S: 'lock' }, owner: { S: owner } },
      ConditionExpression: 'attribute_not_exists(pk)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
  const outcomes = await Promise.allSettled([put('one'), put('two')]);
  const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  expect(refused).toHaveLength(1);
  expect(refused[0]).toMatchObject({
    name: 'ConditionalCheckFailedException',
    message: 'The conditional request failed',
    $metadata: { httpStatusCode: 400 },
  });
  const { Item } = await db.getItem({ TableName: table, Key: { pk: { S: 'lock' } }, ConsistentRead: true });
  expect(refused[0].Item).toEqual(Item);
});

test('an update whose condition fails changes nothing', async () => {
  await db.putItem({
    TableName: table,
    Item: { pk: { S: 'lease' }, owner: { S: 'me' }, until: { N: '10' } },
  });
  const renew = (owner: string) =>
    db.updateItem({
      TableName: table,
      Key: { pk: { S: 'lease' } },
      UpdateExpression: 'SET #until = #until + :more REMOVE gone',
      ConditionExpression: '#owner = :owner AND attribute_exists(pk)',
      ExpressionAttributeNames: { '#until': 'until', '#owner': 'owner' },
      ExpressionAttributeValues: { ':owner': { S: owner }, ':more': { N: '5' } },
      ReturnValues: 'ALL_NEW',
    });
  await expect(renew('other')).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
  expect((await renew('me')).Attributes).toEqual({
    pk: { S: 'lease' },
    owner: { S: 'me' },
    until: { N: '15' },
  });
});

test('a deletion can be conditional', async () => {
  await db.putItem({ TableName: table, Item: { pk: { S: 'gone' }, state: { S: 'open' } } });
  const remove = (state: string) =>
    db.deleteItem({
      TableName: table,
      Key: { pk: { S: 'gone' } },
      ConditionExpression: '#state = :state',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':state': { S: state } },
    });
  await expect(remove('closed')).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
  await remove('open');
  const { Item } = await db.getItem({ TableName: table, Key: { pk: { S: 'gone' } }, ConsistentRead: true });
  expect(Item).toBeUndefined();
});

test('an expression that names a reserved word, or an attribute that nobody uses, is refused', async () => {
  const get = (settings: object) =>
    db.getItem({ TableName: table, Key: { pk: { S: 'lease' } }, ...settings });
  await expect(get({ ProjectionExpression: 'owner, until, #x' })).rejects.toMatchObject({
    name: 'ValidationException',
    $metadata: { httpStatusCode: 400 },
  });
  await expect(
    get({ ProjectionExpression: 'pk', ExpressionAttributeNames: { '#unused': 'unused' } }),
  ).rejects.toMatchObject({ name: 'ValidationException', message: expect.stringContaining('unused') });
});

test('a table that does not exist is not found', async () => {
  await expect(db.describeTable({ TableName: `${table}-none` })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    $metadata: { httpStatusCode: 400 },
  });
});
