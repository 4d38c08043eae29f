import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Code of the assembly's function: reads an object, and tries to write one, with the SDK that Lambda brings along. */
const CODE = `
const { S3 } = require('@aws-sdk/client-s3');
const s3 = new S3({});
exports.handler = async ({ bucket, key, write }) => {
  if (write) await s3.putObject({ Bucket: bucket, Key: key, Body: 'x' });
  const { Body } = await s3.getObject({ Bucket: bucket, Key: key });
  return Body.transformToString();
};`;

/** A template with a bucket, a table and a function that may only read. */
function template(assets: string) {
  const bucket = { Ref: 'Bucket' };
  return {
    Resources: {
      Function: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          FunctionName: 'reader',
          Code: { S3Bucket: assets, S3Key: 'code.zip' },
          Handler: 'index.handler',
          Runtime: 'nodejs24.x',
          Timeout: 30,
          Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        },
      },
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          RoleName: 'reader',
          AssumeRolePolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
            ],
          },
          Policies: [
            {
              PolicyName: 'Read',
              PolicyDocument: {
                Version: '2012-10-17',
                Statement: [
                  {
                    Effect: 'Allow',
                    Action: 's3:GetObject',
                    Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Bucket', 'Arn'] }, '/*']] },
                  },
                ],
              },
            },
          ],
        },
      },
      Bucket: {
        Type: 'AWS::S3::Bucket',
        Properties: { BucketName: 'things', VersioningConfiguration: { Status: 'Enabled' } },
      },
      Table: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          TableName: 'ledger',
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        },
      },
    },
    Outputs: { BucketName: { Value: bucket } },
  };
}

/** Writes a cloud assembly of one small stack in us-east-1. */
export function writeSmallAssembly(directory: string): string {
  const assets = 'cdk-hnb659fds-assets-${AWS::AccountId}-us-east-1';
  mkdirSync(join(directory, 'asset.code'), { recursive: true });
  writeFileSync(join(directory, 'asset.code/index.js'), CODE);
  const write = (name: string, content: unknown) =>
    writeFileSync(join(directory, name), JSON.stringify(content));
  write('Stack.template.json', template('cdk-hnb659fds-assets-000000000000-us-east-1'));
  write('Stack.assets.json', {
    files: {
      code: {
        source: { path: 'asset.code', packaging: 'zip' },
        destinations: { here: { bucketName: assets, objectKey: 'code.zip', region: 'us-east-1' } },
      },
    },
  });
  write('manifest.json', {
    artifacts: {
      'Stack.assets': { type: 'cdk:asset-manifest', properties: { file: 'Stack.assets.json' } },
      Stack: {
        type: 'aws:cloudformation:stack',
        environment: 'aws://unknown-account/us-east-1',
        properties: { templateFile: 'Stack.template.json' },
        dependencies: ['Stack.assets'],
      },
    },
  });
  return directory;
}
