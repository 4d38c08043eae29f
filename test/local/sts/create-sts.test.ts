import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { ACCOUNT, type StandIn, startStandIn } from '../http/stand-in';

const ROLE = `arn:aws:iam::${ACCOUNT}:role/path/reader`;
let standIn: StandIn;
beforeAll(async () => {
  standIn = await startStandIn();
  standIn.iam.putRole({
    arn: ROLE,
    name: 'reader',
    maxSessionSeconds: 7200,
    trustPolicy: {
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
        Action: 'sts:AssumeRole',
      },
    },
    inlinePolicies: [
      {
        name: 'p',
        document: { Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: ROLE } },
      },
    ],
  });
  standIn.iam.putRole({
    arn: `${ROLE}2`,
    name: 'reader2',
    trustPolicy: {
      Statement: {
        Effect: 'Allow',
        Principal: { Service: 'lambda.amazonaws.com' },
        Action: 'sts:AssumeRole',
      },
    },
  });
});
afterAll(() => standIn.endpoint.close());

const client = (credentials = standIn.config.credentials) =>
  new STSClient({ ...standIn.config, credentials });
const assume = (by: STSClient, more: object = {}) =>
  by.send(new AssumeRoleCommand({ RoleArn: ROLE, RoleSessionName: 'sess', ...more }));

async function sessionCredentials() {
  const { Credentials } = await assume(client());
  return {
    accessKeyId: Credentials!.AccessKeyId!,
    secretAccessKey: Credentials!.SecretAccessKey!,
    sessionToken: Credentials!.SessionToken!,
  };
}

test('the operator is an IAM user, a session is an assumed role', async () => {
  const operator = await client().send(new GetCallerIdentityCommand({}));
  expect(operator).toMatchObject({ Account: ACCOUNT, Arn: `arn:aws:iam::${ACCOUNT}:user/operator` });
  expect(operator.UserId).toMatch(/^AIDA[A-Z2-7]{17}$/);
  const session = await client(await sessionCredentials()).send(new GetCallerIdentityCommand({}));
  expect(session.Arn).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/reader/sess`);
  expect(session.UserId).toMatch(/^AROA[A-Z2-7]{17}:sess$/);
});

test('a role that trusts the account is assumed for as long as it allows', async () => {
  const assumed = await assume(client(), { DurationSeconds: 7200 });
  expect(assumed.AssumedRoleUser?.Arn).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/reader/sess`);
  // The wire format of STS has whole milliseconds.
  expect(assumed.Credentials?.Expiration?.getTime()).toBe(standIn.clock.now() + 7_200_000);
  await expect(assume(client(), { DurationSeconds: 7201 })).rejects.toMatchObject({
    name: 'ValidationError',
    message: expect.stringContaining('MaxSessionDuration'),
  });
  const chained = client(await sessionCredentials());
  expect((await assume(chained)).Credentials).toBeDefined();
  await expect(assume(chained, { DurationSeconds: 7200 })).rejects.toThrow('role chaining');
});

test('a role that trusts only a service is refused to the operator', async () => {
  await expect(assume(client(), { RoleArn: `${ROLE}2` })).rejects.toMatchObject({
    name: 'AccessDenied',
    message: `User: arn:aws:iam::${ACCOUNT}:user/operator is not authorized to perform: sts:AssumeRole on resource: ${ROLE}2 because no resource-based policy allows the sts:AssumeRole action`,
    $metadata: { httpStatusCode: 403 },
  });
});

test('what would narrow a session, and other operations, are refused by name', async () => {
  await expect(assume(client(), { Policy: '{}' })).rejects.toThrow('AssumeRole: Policy is not emulated here');
  await expect(client().send(new GetSessionTokenCommand({}))).rejects.toMatchObject({
    name: 'InvalidAction',
  });
});

test('wrong, unknown and expired credentials are told apart', async () => {
  const good = await sessionCredentials();
  const identity = (credentials: typeof good) => client(credentials).send(new GetCallerIdentityCommand({}));
  await expect(identity({ ...good, secretAccessKey: 'x' })).rejects.toMatchObject({
    name: 'SignatureDoesNotMatch',
  });
  await expect(identity({ ...good, accessKeyId: 'AKIANOBODY' })).rejects.toMatchObject({
    name: 'InvalidClientTokenId',
    $metadata: { httpStatusCode: 403 },
  });
  standIn.clock.time += 3_600_001;
  await expect(identity(good)).rejects.toMatchObject({
    name: 'ExpiredToken',
    $metadata: { httpStatusCode: 403 },
  });
});
