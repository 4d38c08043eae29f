import { killAgain } from '../faults/kill/kill-again';

test('nothing that clients were told is lost when the runtime is killed', async () => {
  const report = await killAgain({ kills: 5, seed: 1, write: () => undefined });
  expect(report.problems).toEqual([]);
  // A load that ended at once would prove nothing.
  expect(report.acknowledged).toBeGreaterThan(report.kills * 10);
});
