import { STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { testContext } from '../test-context';

const sts = mockClient(STSClient);
beforeEach(() => sts.reset());

const digestOf = (digest: string) => ['republish', 'wordcount', '1.0.0', '--digest', digest];

test.each([
  [['verify', '', ''], 'expected a package name (PEP 508), got ""'],
  [['verify', '../x', '1.0.0'], 'expected a package name (PEP 508), got "../x"'],
  [['verify', 'wordcount', '1;rm'], 'expected a normalised version (PEP 440) such as 1.0.0'],
  [['verify', 'wordcount', 'v1.0.0'], 'got "v1.0.0"'],
  [['republish', 'wordcount', '2.0.0-rc1'], 'got "2.0.0-rc1"'],
  [['republish', 'word count', '1.0.0'], 'got "word count"'],
  [['rollback', 'wordcount', 'latest'], 'got "latest"'],
  [['rollback', '-', '1.0.0'], 'got "-"'],
  [digestOf('xyz'), 'expected a SHA-256 of 64 lower-case hex digits, got "xyz"'],
  [digestOf('A'.repeat(64)), 'expected a SHA-256'],
])('%j is refused before anything is asked', async (args, message) => {
  const { code, out, notes } = await testContext().command(...args);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(notes).toContain(message);
  expect(sts.calls()).toHaveLength(0);
});
