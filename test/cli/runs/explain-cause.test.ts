import { explainCause } from '../../../lib/cli/runs/explain-cause';

const build = { Id: 'publish:1', BuildStatus: 'FAILED' };

test.each([
  ['a Lambda function’s error', { errorMessage: 'region x: no', errorType: 'E' }, 'E: region x: no'],
  ['a run', { message: 'rolled back in every region', regions: [] }, 'E: rolled back in every region'],
  ['a build', build, 'publish job FAILED (publish:1)'],
  ['a build inside an object', { Build: build }, 'publish job FAILED (publish:1)'],
])('the cause of %s is its message', (_what, cause, expected) => {
  expect(explainCause('E', JSON.stringify(cause))).toBe(expected);
});

test('a cause that is no JSON is told as it is, cut where it would fill the screen', () => {
  expect(explainCause('E', 'because')).toBe('E: because');
  expect(explainCause('E', '')).toBe('E');
  expect(explainCause('E', 'x'.repeat(1000)).length).toBeLessThan(310);
});
