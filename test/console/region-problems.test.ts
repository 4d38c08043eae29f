import { problemsOf } from '../../lib/console/web/region-problems';

test('a region that the survey found in order is no problem, though the cause lists it with a reason', () => {
  const listed = [
    { region: 'us-east-1', found: 'complete', action: 'leave alone', why: 'every asset is there' },
    { region: 'us-west-2', found: 'unavailable', action: 'refuse', why: 'AccessDeniedException' },
    { region: 'eu-west-1', found: 'nothing', action: 'publish', why: 'the version is not there' },
  ];
  expect(problemsOf(listed)).toEqual([{ region: 'us-west-2', error: '', cause: 'AccessDeniedException' }]);
});

test('a region that failed says so with its error, and one that was retracted says nothing', () => {
  const listed = [
    { region: 'us-east-1', outcome: 'retracted', removedFrom: ['release'] },
    { region: 'us-west-2', outcome: 'left behind', error: 'RegionUnavailable', cause: 'no answer' },
  ];
  expect(problemsOf(listed)).toEqual([
    { region: 'us-west-2', error: 'RegionUnavailable', cause: 'no answer' },
  ]);
  expect(problemsOf(undefined)).toEqual([]);
});
