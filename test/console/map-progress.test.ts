import type { RegionStep } from '../../lib/console/api/run';
import { mapProgress } from '../../lib/console/web/map-progress';

const MAP = { id: 7 };
const step = (outcome: string, mapEvent = MAP.id) =>
  ({ map: 'PromoteRegions', region: 'us-east-1', outcome, visits: [{ mapEvent }] }) as unknown as RegionStep;

test('a Map tells how many of its regions are through', () => {
  const steps = [step('promoted'), step('running'), step('aborted'), step('promoted', 3)];
  expect(mapProgress(steps, MAP)).toEqual({ text: '1 of 3', uneven: false });
});

test('a Map that succeeded, but with a region that did not, tells so', () => {
  expect(mapProgress([step('promoted'), step('failed'), step('promoted')], MAP)).toEqual({
    text: '1 of 3 failed',
    uneven: true,
  });
  expect(mapProgress([step('left behind')], MAP).uneven).toBe(true);
});
