import * as fc from 'fast-check';
import { meets } from '../../../lib/local/iam/policy/conditions';
import { type Caller, evaluate } from '../../../lib/local/iam/policy/evaluate';
import { parsePolicy } from '../../../lib/local/iam/policy/parse-policy';
import type { PolicyKind } from '../../../lib/local/iam/policy/policy';
import { replaceVariables } from '../../../lib/local/iam/policy/variables';
import { matchesArn, matchesResource, matchesWildcards } from '../../../lib/local/iam/policy/wildcards';

const contextOf = (keys: Record<string, string | string[]>) =>
  new Map(Object.entries(keys).map(([key, value]) => [key.toLowerCase(), [value].flat()]));
const policyOf = (statement: object, kind: PolicyKind = 'identity-based') =>
  parsePolicy({ Version: '2012-10-17', Statement: statement }, kind, 'policy');

const ROLE = 'arn:aws:iam::000000000000:role/r';
const SESSION = 'arn:aws:sts::000000000000:assumed-role/r/s';
const caller: Caller = { account: '000000000000', arns: [SESSION, ROLE] };
const request = { action: 's3:GetObject', resource: 'arn:aws:s3:::b/k', caller, context: contextOf({}) };

describe('statements', () => {
  test.each([
    [{ Effect: 'Allow', Action: 's3:Get*', Resource: '*' }, 'allowed'],
    [{ Effect: 'Allow', Action: 'S3:getobject', Resource: 'arn:aws:s3:::b/*' }, 'allowed'],
    [{ Effect: 'Allow', Action: ['s3:PutObject'], Resource: '*' }, 'silent'],
    [{ Effect: 'Allow', Action: '*', Resource: 'arn:aws:s3:::b' }, 'silent'],
    [{ Effect: 'Allow', Action: '*', Resource: ['arn:aws:s3:::c/*', 'arn:aws:s3:::b/*'] }, 'allowed'],
    [{ Effect: 'Allow', NotAction: 's3:Put*', Resource: '*' }, 'allowed'],
    [{ Effect: 'Allow', NotAction: 's3:*', Resource: '*' }, 'silent'],
    [{ Effect: 'Allow', Action: '*', NotResource: 'arn:aws:s3:::b/*' }, 'silent'],
    [{ Effect: 'Allow', Action: '*', NotResource: 'arn:aws:s3:::c/*' }, 'allowed'],
    [{ Effect: 'Deny', Action: '*', Resource: '*' }, 'denied'],
    [{ Effect: 'Deny', Action: '*', Resource: 'arn:aws:s3:*' }, 'denied'],
    [{ Effect: 'Deny', Action: '*', Resource: 'arn:aws:sns:*' }, 'silent'],
  ])('%j: %s', (statement, verdict) => {
    expect(evaluate([policyOf(statement)], request)).toBe(verdict);
  });

  test('a deny wins over every allow, in whatever order they stand', () => {
    const allow = { Effect: 'Allow', Action: '*', Resource: '*' };
    const deny = { Effect: 'Deny', Action: 's3:GetObject', Resource: '*' };
    for (const both of [
      [allow, deny],
      [deny, allow],
    ]) {
      expect(evaluate([policyOf(both)], request)).toBe('denied');
      expect(
        evaluate(
          both.map((statement) => policyOf(statement)),
          request,
        ),
      ).toBe('denied');
    }
  });
});

describe('principals', () => {
  const allow = (Principal: unknown) => ({ Effect: 'Allow', Principal, Action: '*', Resource: '*' });
  const deny = (principal: object) => ({ Effect: 'Deny', ...principal, Action: '*', Resource: '*' });
  test.each([
    [allow('*'), 'allowed'],
    [allow({ AWS: '*' }), 'allowed'],
    [allow({ AWS: [ROLE] }), 'allowed'],
    [allow({ AWS: SESSION }), 'allowed'],
    [allow({ AWS: 'arn:aws:iam::000000000000:role/other' }), 'silent'],
    [allow({ Service: 'events.amazonaws.com' }), 'silent'],
    [allow({ AWS: '000000000000' }), 'account-allowed'],
    [allow({ AWS: 'arn:aws:iam::000000000000:root' }), 'account-allowed'],
    [allow({ AWS: '111111111111' }), 'silent'],
    [deny({ Principal: { AWS: '000000000000' } }), 'denied'],
    [[allow({ AWS: ROLE }), allow({ AWS: '000000000000' })], 'allowed'],
    [deny({ NotPrincipal: { AWS: ROLE } }), 'denied'],
    [deny({ NotPrincipal: { AWS: [ROLE, SESSION] } }), 'denied'],
    [deny({ NotPrincipal: { AWS: [ROLE, '000000000000'] } }), 'denied'],
    [deny({ NotPrincipal: '*' }), 'silent'],
    [deny({ NotPrincipal: { AWS: [ROLE, SESSION, '000000000000'] } }), 'silent'],
  ])('%j: %s for a role session', (statement, verdict) => {
    expect(evaluate([policyOf(statement, 'resource-based')], request)).toBe(verdict);
  });

  test('a service is meant by its own name, and by nothing that means accounts', () => {
    const service = {
      ...request,
      caller: { account: '000000000000', arns: [], service: 'events.amazonaws.com' },
    };
    const verdict = (statement: object) => evaluate([policyOf(statement, 'resource-based')], service);
    expect(verdict(allow({ Service: 'events.amazonaws.com' }))).toBe('allowed');
    expect(verdict(allow({ Service: 'sns.amazonaws.com' }))).toBe('silent');
    expect(verdict(allow({ AWS: '000000000000' }))).toBe('silent');
    expect(verdict(deny({ NotPrincipal: { Service: 'events.amazonaws.com' } }))).toBe('silent');
    expect(verdict(deny({ NotPrincipal: { AWS: '000000000000' } }))).toBe('denied');
  });
});

describe('conditions', () => {
  const when = { 'aws:CurrentTime': '2026-06-01T00:00:00Z' };
  test.each([
    ['StringEquals', { k: 'a' }, ['b', 'a'], true],
    ['StringEquals', { k: 'A' }, ['a'], false],
    ['StringEquals', {}, ['a'], false],
    ['StringEqualsIfExists', {}, ['a'], true],
    ['StringNotEquals', { k: 'a' }, ['b', 'a'], false],
    ['StringNotEquals', {}, ['a'], true],
    ['StringEqualsIgnoreCase', { k: 'A' }, ['a'], true],
    ['StringLike', { k: 'release/1' }, ['release/*'], true],
    ['StringNotLike', { k: 'release/1' }, ['release/*'], false],
    ['ArnLike', { k: 'arn:aws:iam::1:role/x' }, ['arn:aws:iam::*:role/*'], true],
    ['ArnEquals', { k: 'arn:aws:iam::1:role/x' }, ['arn:aws:iam::2:role/x'], false],
    ['ArnNotLike', { k: 'arn:aws:iam::1:role/x' }, ['arn:aws:iam::1:role/*'], false],
    ['ArnNotLike', {}, ['arn:aws:iam::1:role/*'], true],
    ['Bool', { k: 'false' }, ['false'], true],
    ['Bool', { k: 'true' }, ['False'], false],
    ['BoolIfExists', {}, ['true'], true],
    ['StringEquals', { k: ['z', 'a'] }, ['a'], true],
    ['StringNotEquals', { k: ['z', 'a'] }, ['a'], false],
    ['StringNotEqualsIgnoreCase', { k: 'b' }, ['A'], true],
    ['StringNotLike', { k: 'staging/1' }, ['release/*'], true],
    ['NumericEquals', { k: 'x' }, ['5'], false],
    ['NumericEquals', { k: '5.0' }, ['5'], true],
    ['NumericNotEquals', { k: '5' }, ['6'], true],
    ['NumericLessThan', { k: '9' }, ['10'], true],
    ['NumericLessThan', { k: '5' }, ['5'], false],
    ['NumericLessThanEquals', { k: '5' }, ['5'], true],
    ['NumericLessThanEquals', { k: '6' }, ['5'], false],
    ['NumericGreaterThan', { k: '10' }, ['9'], true],
    ['NumericGreaterThan', { k: '5' }, ['5'], false],
    ['NumericGreaterThanEquals', { k: '5' }, ['5'], true],
    ['NumericGreaterThanEquals', { k: '4' }, ['5'], false],
    // The same moment, as ISO 8601 and in seconds since the epoch.
    ['DateEquals', { k: '2026-06-01T00:00:00Z' }, ['1780272000'], true],
    ['DateEquals', { k: '2026-06-01T00:00:00Z' }, ['1780272001'], false],
    ['DateNotEquals', { k: '2026-06-01T00:00:00Z' }, ['1780272001'], true],
    ['DateLessThan', { k: '2026-06-01T00:00:00Z' }, ['1780272000'], false],
    ['DateLessThanEquals', { k: '2026-06-01T00:00:00Z' }, ['1780272000'], true],
    ['DateLessThanEquals', { k: '2026-06-01T00:00:00Z' }, ['1780271999'], false],
    ['DateGreaterThan', { k: '2026-06-01T00:00:00Z' }, ['1780271999'], true],
    ['DateGreaterThan', { k: '2026-06-01T00:00:00Z' }, ['1780272000'], false],
    ['DateGreaterThanEquals', { k: '2026-06-01T00:00:00Z' }, ['1780272000'], true],
    ['DateGreaterThanEquals', { k: '2026-06-01T00:00:00Z' }, ['1780272001'], false],
    ['Null', {}, ['true'], true],
    ['Null', { k: '' }, ['false'], true],
    ['Null', { k: 'a' }, ['true'], false],
    ['ForAllValues:StringEquals', { k: ['a', 'b'] }, ['a', 'b', 'c'], true],
    ['ForAllValues:StringEquals', { k: ['a', 'z'] }, ['a', 'b'], false],
    ['ForAllValues:StringEquals', {}, ['a'], true],
    ['ForAnyValue:StringEquals', { k: ['z', 'a'] }, ['a'], true],
    ['ForAnyValue:StringEquals', {}, ['a'], false],
    ['ForAnyValue:StringEqualsIfExists', {}, ['a'], true],
    ['ForAnyValue:StringNotEquals', { k: ['a', 'z'] }, ['a'], true],
    ['ForAnyValue:StringNotEquals', {}, ['a'], false],
  ] as [string, Record<string, string | string[]>, string[], boolean][])(
    '%s of %j with %j: %s',
    (operator, keys, wanted, met) => {
      const policy = policyOf({
        Effect: 'Allow',
        Action: '*',
        Resource: '*',
        Condition: { [operator]: { K: wanted } },
      });
      const verdict = evaluate([policy], { ...request, context: contextOf(keys) });
      expect(verdict).toBe(met ? 'allowed' : 'silent');
    },
  );

  test('dates are compared as points in time', () => {
    const [condition] = policyOf({
      Effect: 'Allow',
      Action: '*',
      Resource: '*',
      Condition: { DateLessThan: { 'aws:CurrentTime': '2026-06-01T02:00:00+01:00' } },
    }).statements.flatMap((statement) => statement.conditions);
    expect(meets(condition!, condition!.values, contextOf(when))).toBe(true);
  });
});

describe('what cannot be decided is refused by its name', () => {
  const good = { Effect: 'Allow', Action: '*', Resource: '*' };
  test.each([
    [
      { ...good, Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } },
      'condition operator "IpAddress"',
    ],
    [{ ...good, Condition: { StringEqual: { a: 'b' } } }, 'condition operator "StringEqual"'],
    [{ ...good, Condition: { NullIfExists: { a: 'true' } } }, 'condition operator "NullIfExists"'],
    [{ ...good, Condition: { StringEquals: { 'aws:SourceIp': 'b' } } }, 'condition key "aws:SourceIp"'],
    [{ ...good, Resource: '${aws:SourceIp}' }, 'policy variable "aws:sourceip"'],
    [{ ...good, Resource: 'arn:aws:*:role/x' }, 'a service without wildcards'],
    [{ ...good, Resources: '*' }, 'element "Resources"'],
    [{ ...good, Effect: 'allow' }, 'expected Effect Allow or Deny, got "allow"'],
    [{ ...good, Action: 's3' }, 'expected an action of the form service:Action'],
    [{ ...good, Action: '!s3:Get' }, 'expected an action of the form service:Action'],
    [{ ...good, Action: 's3:Get!' }, 'expected an action of the form service:Action'],
    [{ Effect: 'Allow', Resource: '*' }, 'expected Action or NotAction'],
    [{ ...good, NotAction: 's3:*' }, 'got both'],
    [{ Effect: 'Allow', Action: '*' }, 'needs a Resource'],
    [{ ...good, Principal: '*' }, 'takes no Principal'],
    [{ ...good, Action: { Ref: 'x' } }, 'expected a string'],
    [null, 'expected an object, got null'],
    ['s3:*', 'expected an object, got "s3:*"'],
  ])('%j', (statement, message) => {
    expect(() => policyOf([good, statement])).toThrow(`policy: Statement[1]`);
    expect(() => policyOf([good, statement])).toThrow(message);
  });

  test.each([
    [{ ...good }, 'needs a Principal'],
    [{ ...good, Principal: { Federated: 'x' } }, 'element "Federated"'],
    [{ ...good, Principal: { AWS: 'arn:aws:iam::1:role/*' } }, 'wildcard'],
    [{ ...good, NotPrincipal: { AWS: '1' } }, 'NotPrincipal with Effect Allow'],
    [{ ...good, Principal: '*', NotPrincipal: '*' }, 'got both'],
  ])('in a resource policy: %j', (statement, message) => {
    expect(() => policyOf(statement, 'resource-based')).toThrow(message);
  });

  test('in a trust policy: a resource', () => {
    expect(() => policyOf({ ...good, Principal: '*' }, 'trust')).toThrow('takes no Resource');
  });

  test('but numbers and switches without quotes mean their text', () => {
    const Condition = { Bool: { K: true }, NumericEquals: { N: 5 } };
    const context = contextOf({ k: 'true', n: '5' });
    expect(evaluate([policyOf({ ...good, Condition })], { ...request, context })).toBe('allowed');
  });

  test.each([
    [{ Version: '2020-01-01', Statement: good }, 'Version'],
    [{ Version: '2012-10-17' }, 'at least one Statement'],
    [{ Statements: [good] }, 'element "Statements"'],
    ['{', 'as JSON'],
    [[], 'expected an object'],
  ])('the document %j', (document, message) => {
    expect(() => parsePolicy(document, 'identity-based', 'policy')).toThrow(message);
  });
});

describe('wildcards and variables', () => {
  // IAM user guide, "IAM JSON policy elements: Resource": "If the * wildcard is the last character of a resource ARN
  // segment, it can expand to match beyond the colon boundaries."
  test.each([
    ['arn:aws:s3:::b/*', 'arn:aws:s3:::b/a/c:d', true],
    ['arn:aws:s3:*', 'arn:aws:s3:::b/k', true],
    ['arn:aws:codebuild:us-east-1:*', 'arn:aws:codebuild:us-east-1:1:project/p', true],
    ['arn:aws:codebuild:us-*-1:*:project/p', 'arn:aws:codebuild:us-east-1:1:project/p', true],
    ['arn:aws:states:*:execution:x:y', 'arn:aws:states:us-east-1:1:execution:x:y', true],
    ['arn:aws:states:us-*:execution:x:y', 'arn:aws:states:us-east-1:1:execution:x:y', true],
    ['arn:aws:logs:*:1:log-group:g:*', 'arn:aws:logs:eu-west-1:1:log-group:g:log-stream:s', true],
    ['arn:*:s3:::b', 'arn:aws:s3:::b', true],
    ['arn:aws:s3:*:a*b:r', 'arn:aws:s3:x:az:ab:r', true],
    ['*', '*', true],
    ['arn:aws:states:us-*1:execution:x:y', 'arn:aws:states:us-east-1:1:execution:x:y', false],
    ['arn:aws:states:us-east-1?1:execution:x:y', 'arn:aws:states:us-east-1:1:execution:x:y', false],
    ['arn:aws:*:role/x', 'arn:aws:iam::1:role/x', false],
    ['arn:*:role/x', 'arn:aws:iam::1:role/x', false],
    ['arn:aws:sns:*', 'arn:aws:s3:::b', false],
    ['arn:aws:s3:::*', '*', false],
  ])('the resource %s means %s: %p', (pattern, resource, meant) => {
    expect(matchesResource(pattern, resource)).toBe(meant);
  });

  test('wildcards of a resource mean what a regular expression written from the rule means', () => {
    const segment = (text: string) =>
      [...text].map((one, i) =>
        one === '*' ? (i === text.length - 1 ? '.*' : '[^:]*') : one === '?' ? '[^:]' : one,
      );
    const written = (pattern: string) => {
      const [region = '', account, ...resource] = pattern.split(':');
      const free = resource.map((text) => text.replaceAll('*', '.*').replaceAll('?', '.'));
      const segments = [region, ...(account === undefined ? [] : [account])].map((text) =>
        segment(text).join(''),
      );
      return new RegExp(`^${[...segments, ...free].join(':')}$`);
    };
    const textOf = (...unit: string[]) => fc.string({ unit: fc.constantFrom(...unit), maxLength: 12 });
    fc.assert(
      fc.property(textOf('a', 'b', ':', '*', '?'), textOf('a', 'b', ':'), (pattern, text) => {
        const meant = written(pattern).test(text);
        expect(matchesResource(`arn:aws:s3:${pattern}`, `arn:aws:s3:${text}`)).toBe(meant);
      }),
      { numRuns: 5_000 },
    );
  });

  test('a condition compares an ARN part by part: a star does not reach beyond a colon, save in the last', () => {
    expect(matchesArn('arn:aws:s3:::b/*', 'arn:aws:s3:::b/a/c')).toBe(true);
    expect(
      matchesArn('arn:aws:logs:*:1:log-group:g:*', 'arn:aws:logs:eu-west-1:1:log-group:g:log-stream:s'),
    ).toBe(true);
    expect(matchesArn('arn:aws:*:role/x', 'arn:aws:iam::1:role/x')).toBe(false);
    expect(matchesArn('arn:aws:iam:*', 'arn:aws:iam::1:role/x')).toBe(false);
    expect(matchesArn('arn:aws:logs:*:1:log-group:g', 'arn:aws:logs:r:1:log-group:g:log-stream:s')).toBe(
      false,
    );
    expect(matchesArn('*', 'arn:aws:iam::1:role/x')).toBe(true);
    expect([matchesArn('no-arn', 'no-arn'), matchesArn('no-*', 'no-arn')]).toEqual([true, false]);
  });

  test('matching takes no exponential time', () => {
    const started = process.hrtime.bigint();
    expect(matchesWildcards(`${'*a'.repeat(12)}*b`, 'a'.repeat(40))).toBe(false);
    expect(matchesWildcards(`${'*'.repeat(200)}b`, 'a'.repeat(5_000))).toBe(false);
    const colons = `arn:aws:s3:${`${'a'.repeat(100)}:`.repeat(50)}`;
    expect(matchesResource(`arn:aws:s3:*:${'*a'.repeat(100)}b:*b`, colons)).toBe(false);
    expect(matchesResource(`arn:aws:s3:${'*a'.repeat(100)}*:*c`, colons)).toBe(false);
    expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(2_000);
  });

  test('any text matches itself, and a pattern with a star in the place of a part of it', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (a, b, c) => {
        fc.pre(!/[*?]/.test(a + c));
        expect(matchesWildcards(`${a}*${c}`, a + b + c)).toBe(true);
      }),
    );
  });

  test('variables are replaced, with defaults, and what they hold is no wildcard', () => {
    const context = contextOf({ 'aws:username': 'a*b', many: ['x', 'y'] });
    const allow = (Resource: string) => policyOf({ Effect: 'Allow', Action: '*', Resource });
    const verdict = (pattern: string, resource: string) =>
      evaluate([allow(`arn:aws:s3:::b/${pattern}`)], {
        ...request,
        context,
        resource: `arn:aws:s3:::b/${resource}`,
      });
    expect(verdict('${aws:username}/*', 'a*b/x')).toBe('allowed');
    expect(verdict('${aws:username}/*', 'aXb/x')).toBe('silent');
    expect(verdict('${*}', '*')).toBe('allowed');
    expect(verdict('${*}', 'x')).toBe('silent');
    expect([verdict('${?}', '?'), verdict('${?}', 'x')]).toEqual(['allowed', 'silent']);
    const Condition = { StringEquals: { K: '${aws:username}${?}' } };
    const equal = policyOf({ Effect: 'Allow', Action: '*', Resource: '*', Condition });
    const named = contextOf({ 'aws:username': 'a*b', k: 'a*b?' });
    expect(evaluate([equal], { ...request, context: named })).toBe('allowed');
    const other = policyOf({ Effect: 'Allow', Action: '*', NotResource: 'arn:aws:s3:::b/${aws:userid}' });
    expect(evaluate([other], { ...request, context })).toBe('silent');
    expect(replaceVariables("${aws:userid, 'none'}-${$}", context)).toBe('none-$');
    expect(replaceVariables('${aws:userid}', context)).toBeUndefined();
    expect(replaceVariables('${many}', context)).toBeUndefined();
  });

  test('in a policy of the older version a variable is plain text', () => {
    const statement = { Effect: 'Allow', Action: '*', Resource: 'arn:aws:s3:::b/${aws:username}' };
    const old = parsePolicy({ Version: '2008-10-17', Statement: statement }, 'identity-based', 'policy');
    expect(evaluate([old], { ...request, resource: 'arn:aws:s3:::b/${aws:username}' })).toBe('allowed');
  });
});
