import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { ConfigError, parseConfig } from '../../lib/config';

const { context } = JSON.parse(readFileSync(join(__dirname, '../../cdk.json'), 'utf8'));

const KEYS = [
  ...['deployment', 'account', 'primaryRegion', 'replicaRegions', 'domain', 'stagingRepository'],
  ...['releaseRepository', 'adopt', 'upstream', 'packages', 'consumerAccounts', 'source', 'build', 'publish'],
  ...['approval', 'notificationEmails', 'encryption', 'retention', 'terminationProtection', 'tags'],
  ...['type', 'connectionArn', 'repository', 'branch', 'size', 'timeoutMinutes', 'logDays', '__proto__'],
];
const text = fc.oneof(
  fc.constantFrom(
    'us-east-1',
    'eu-west-1',
    'connection',
    'codecommit',
    'ec2',
    'lambda',
    'pypi',
    '${Token}',
    '../..',
  ),
  fc.string({ unit: 'binary', maxLength: 30 }),
);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.oneof(fc.integer(), fc.double(), fc.boolean(), fc.constant(null)),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...KEYS), text), tie('value'), { maxKeys: 4 }),
  ),
}));
const configuration = fc.dictionary(fc.constantFrom(...KEYS), value, { maxKeys: 6 });

/** Whether it parses. @throws whatever is no list of problems */
function parses(vigilant: unknown): boolean {
  try {
    parseConfig({ vigilant });
    return true;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    expect(error.problems.length).toBeGreaterThan(0);
    return false;
  }
}

test('any configuration parses, or its problems are listed', () => {
  fc.assert(
    fc.property(fc.oneof(configuration, fc.jsonValue()), (vigilant) => void parses(vigilant)),
    { numRuns: 3000 },
  );
});

test('what ships parses with any one key replaced, or that key is a problem', () => {
  fc.assert(
    fc.property(fc.constantFrom(...KEYS), value, (key, replaced) => {
      parses({ ...context.vigilant, [key]: replaced });
    }),
    { numRuns: 3000 },
  );
});
