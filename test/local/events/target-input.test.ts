import { targetInput } from '../../../lib/local/events/target-input';

const rule = { name: 'r', arn: 'arn:aws:events:us-east-1:000000000000:rule/r' };
const event = {
  id: '1',
  time: '2026-01-01T00:00:00Z',
  resources: ['arn:a', 'arn:b'],
  detail: {
    status: 'FAILED',
    text: 'a "quoted"\nline',
    count: 3,
    object: { a: [1, { b: 2 }] },
    names: [{ n: 1 }, { n: 2 }],
  },
};
const transform = (InputTemplate: string, InputPathsMap: Record<string, string>) =>
  targetInput({ InputTransformer: { InputTemplate, InputPathsMap } }, { event, rule });

test('a target gets the event, a constant, or a part of the event', () => {
  expect(JSON.parse(targetInput({}, { event, rule }))).toEqual(event);
  expect(targetInput({ Input: '{"a":1}' }, { event, rule })).toBe('{"a":1}');
  expect(targetInput({ InputPath: '$.detail.status' }, { event, rule })).toBe('"FAILED"');
  expect(targetInput({ InputPath: '$.resources[1]' }, { event, rule })).toBe('"arn:b"');
  expect(targetInput({ InputPath: '$.detail.names[*].n' }, { event, rule })).toBe('[1,2]');
});

test('a template takes values as JSON outside of strings and as text inside', () => {
  const json = transform('{"status":<s>,"n":<n>,"o":<o>,"text":"<s>: <t> <n>"}', {
    s: '$.detail.status',
    n: '$.detail.count',
    o: '$.detail.object',
    t: '$.detail.text',
  });
  expect(JSON.parse(json)).toEqual({
    status: 'FAILED',
    n: 3,
    o: { a: [1, { b: 2 }] },
    text: 'FAILED: a "quoted"\nline 3',
  });
});

test('a template knows rule and event, and what the event does not have becomes empty', () => {
  const json = transform(
    '{"rule":<aws.events.rule-arn>,"event":<aws.events.event>,"x":<x>,"t":"[<x>]","y":"<y>"}',
    {
      x: '$.detail.missing',
    },
  );
  expect(JSON.parse(json)).toEqual({ rule: rule.arn, event, x: null, t: '[]', y: '<y>' });
});

test('a value cannot break out of the string it is put into', () => {
  expect(JSON.parse(transform('{"a":"\\"<t>\\\\"}', { t: '$.detail.text' }))).toEqual({
    a: '"a "quoted"\nline\\',
  });
});
