import { regionProgress } from '../../../lib/cli/runs/region-progress';
import { runReport } from '../../../lib/cli/runs/run-report';
import { ROLLED_BACK_EXECUTION, rolledBackHistory } from './history';

const regions = ['us-east-1', 'eu-west-1', 'us-west-2'];

/** The run when so many of its events had happened. */
const after = (events: number) =>
  runReport({ ...ROLLED_BACK_EXECUTION, status: 'RUNNING' } as never, rolledBackHistory().slice(0, events));

test('each region has a line with the step that it is at; a region that is not there yet has none', () => {
  const total = rolledBackHistory().length;
  const seen = new Set<string>();
  for (let events = 1; events <= total; events += 1) {
    const lines = regionProgress({ colour: false }, after(events), {
      regions,
      now: Date.UTC(2026, 0, 1, 0, 1),
    });
    expect(lines.some((line) => line.includes('us-west-2'))).toBe(false);
    for (const line of lines)
      seen.add(
        line
          .trim()
          .split(/\s{2,}/)
          .slice(0, 3)
          .join(' '),
      );
  }
  expect([...seen]).toEqual(
    expect.arrayContaining([
      'us-east-1 publish running',
      'us-east-1 publish staged',
      'eu-west-1 publish failed',
    ]),
  );
});

test('another attempt is told while it goes on', () => {
  const texts = rolledBackHistory().flatMap((_, events) =>
    regionProgress({ colour: false }, after(events), { regions, now: Date.UTC(2026, 0, 1, 0, 1) }),
  );
  expect(texts.some((line) => /eu-west-1 .*attempt 2 of/.test(line))).toBe(true);
});

test('nothing is live about a run that has ended', () => {
  const report = runReport(ROLLED_BACK_EXECUTION as never, rolledBackHistory());
  expect(regionProgress({ colour: false }, report, { regions, now: 0 })).toEqual([]);
});
