import { createIam } from '../../../lib/local/iam/create-iam';
import { keyPermission } from '../../../lib/local/kms/key-permission';
import { keyProvider } from '../../../lib/local/kms/key-provider';
import { SleeplessClock } from '../sleepless-clock';

const ACCOUNT = '000000000000';

/** An account with one key and a role that may use it for S3. */
async function accountWith(keyPrincipal: unknown) {
  const iam = await createIam({ account: ACCOUNT, clock: new SleeplessClock() });
  const deploy = (type: string, logicalId: string, properties: object) =>
    [...iam.providers, keyProvider(iam)]
      .find((provider) => provider.type === type)!
      .deploy({ stack: 'S', logicalId, type, region: 'us-east-1', account: ACCOUNT, properties });
  const { attributes } = await deploy('AWS::KMS::Key', 'Key', {
    KeyPolicy: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: keyPrincipal, Action: 'kms:*', Resource: '*' }],
    },
  });
  const key = attributes!.Arn as string;
  await deploy('AWS::IAM::Role', 'Role', {
    RoleName: 'reader',
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ],
    },
    Policies: [
      {
        PolicyName: 'UseKey',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: 'kms:Decrypt',
              Resource: key,
              Condition: { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } },
            },
          ],
        },
      },
    ],
  });
  const { principal } = iam.assumeRole({
    roleArn: `arn:aws:iam::${ACCOUNT}:role/reader`,
    sessionName: 's',
    service: 'lambda.amazonaws.com',
  });
  return (via: string, action = 'kms:Decrypt') =>
    iam.authorize(principal, [keyPermission({ key, action, via, region: 'us-east-1', account: ACCOUNT })], {
      region: 'us-east-1',
      service: via,
    });
}

describe('KMS keys', () => {
  test('a role uses the key for the service and the action that it is granted for', async () => {
    const use = await accountWith({ AWS: `arn:aws:iam::${ACCOUNT}:root` });
    expect(() => use('s3')).not.toThrow();
    expect(() => use('dynamodb')).toThrow(/not authorized to perform: kms:Decrypt/);
    expect(() => use('s3', 'kms:GenerateDataKey')).toThrow(/kms:GenerateDataKey/);
  });

  test('a key whose policy does not let the account decide is used by nobody', async () => {
    const use = await accountWith({ Service: 'events.amazonaws.com' });
    expect(() => use('s3')).toThrow(/not authorized to perform: kms:Decrypt/);
  });
});
