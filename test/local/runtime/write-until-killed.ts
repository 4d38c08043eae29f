import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { S3 } from '@aws-sdk/client-s3';
import { systemClock } from '../../../lib/local/clock';
import { OPERATOR } from '../../../lib/local/iam/iam';
import { createRuntime } from '../../../lib/local/runtime';

/** Program of a test: runs a runtime in this process, writes to it without end, and tells what was acknowledged. */
async function main([assemblyDirectory, stateDirectory]: string[]): Promise<void> {
  const { url } = await createRuntime({
    assemblyDirectory: assemblyDirectory as string,
    stateDirectory: stateDirectory as string,
    account: '000000000000',
    projectRoot: process.cwd(),
    clock: systemClock,
    log: () => undefined,
  });
  const settings = { endpoint: url, region: 'us-east-1', credentials: { ...OPERATOR } };
  const s3 = new S3({ ...settings, forcePathStyle: true });
  const dynamodb = new DynamoDB(settings);
  for (let n = 0; ; n++) {
    await Promise.all([
      s3.putObject({ Bucket: 'things', Key: 'counter', Body: String(n) }),
      dynamodb.putItem({ TableName: 'ledger', Item: { pk: { S: 'counter' }, n: { N: String(n) } } }),
    ]);
    process.stdout.write(`${n}\n`);
  }
}

void main(process.argv.slice(2));
