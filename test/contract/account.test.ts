import { STSClient } from '@aws-sdk/client-sts';
import { checkAccount, openAccount, remoteSettings } from './account';

const complete = {
  REMOTE: '1',
  REMOTE_ACCOUNT_ID: '111122223333',
  REMOTE_ROLE_ARN: 'arn:aws:iam::111122223333:role/contract',
  AWS_REGION: 'eu-west-1',
};

test('without REMOTE nothing is remote, whatever else is set', () => {
  expect(remoteSettings({ ...complete, REMOTE: undefined })).toBeUndefined();
  expect(remoteSettings({ ...complete, REMOTE: '' })).toBeUndefined();
});

test('AWS is used only with an account, a role of that account and a region', () => {
  expect(remoteSettings(complete)).toEqual({
    id: '111122223333',
    region: 'eu-west-1',
    roleArn: 'arn:aws:iam::111122223333:role/contract',
  });
});

test.each([
  ['REMOTE', 'yes', 'REMOTE: expected 1'],
  ['REMOTE_ACCOUNT_ID', undefined, 'REMOTE_ACCOUNT_ID: expected the 12 digits'],
  ['REMOTE_ACCOUNT_ID', '1111', 'got "1111"'],
  ['REMOTE_ROLE_ARN', undefined, 'REMOTE_ROLE_ARN: expected a role of account 111122223333'],
  ['REMOTE_ROLE_ARN', 'arn:aws:iam::999999999999:role/contract', 'REMOTE_ROLE_ARN'],
  ['AWS_REGION', undefined, 'AWS_REGION'],
])('a run against AWS is refused with %s=%s', async (name, value, message) => {
  const environment = { ...complete, [name]: value };
  expect(() => remoteSettings(environment)).toThrow(message);
  await expect(openAccount(environment)).rejects.toThrow(message);
});

test('a run is refused when the credentials are those of another account than the one named', async () => {
  const account = await openAccount({});
  const sts = new STSClient(account.client);
  try {
    await expect(checkAccount(sts, '111122223333')).rejects.toThrow(
      'expected 111122223333, but the credentials are those of account 000000000000',
    );
    await checkAccount(sts, account.id);
  } finally {
    sts.destroy();
    await account.close();
  }
});
