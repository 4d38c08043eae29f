import { createBackend } from '../../../lib/cli/console/create-backend';
import { testContext } from '../test-context';
import { fakeTarget } from './fake-target';

test('the time is that of AWS, where the SDK has found the clock of this machine to be wrong', () => {
  const { context } = testContext();
  const target = fakeTarget();
  const backend = createBackend(context, target, { local: false });
  expect(backend.now()).toBe(context.clock.now());
  target.clients.stepFunctions.config.systemClockOffset = -3 * 3_600_000;
  expect(backend.now()).toBe(context.clock.now() - 3 * 3_600_000);
});
