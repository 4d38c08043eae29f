import { systemClock } from '../../../lib/local/clock';
import { workbench } from '../../local/step-functions/workbench';

/** Runs a state machine in JSONata to its end, with all of its history in a store in memory. */
export async function execute(definition: object, input: unknown) {
  const bench = await workbench({ clock: systemClock });
  const machine = bench.machine(definition);
  const start = performance.now();
  const { arn } = await bench.executions.start(machine, 'run', JSON.stringify(input));
  const { status } = await bench.executions.ended(arn);
  const milliseconds = performance.now() - start;
  if (status !== 'SUCCEEDED') throw new Error(`expected the execution to succeed, found ${status}`);
  return { bench, arn, milliseconds };
}
