import { Executions } from '../../lib/local/step-functions/executions';
import { readHistory } from '../../lib/local/step-functions/history';
import { StateMachines } from '../../lib/local/step-functions/state-machines';
import { openStore } from '../../lib/local/storage/store';
import type { ActualRun, RecordedCase } from './recorded-case';
import { recordedTasks } from './recorded-tasks';
import { SkippingClock } from './skipping-clock';

const SOURCE = {
  name: 'conformance',
  roleArn: 'arn:aws:iam::111111111111:role/test-sfn-role',
  region: 'us-east-1',
  account: '111111111111',
};

/** A case may hold a function that never returns; the others are to be run all the same. */
const LONGEST_CASE_MS = 60_000;

/** Runs the state machine of a case on its input. */
export async function runCase(recorded: RecordedCase): Promise<ActualRun> {
  const store = await openStore();
  const clock = new SkippingClock();
  const failures: unknown[] = [];
  const executions = new Executions({
    store,
    clock,
    tasks: recordedTasks(recorded, clock.onBusy),
    onError: (error) => failures.push(error),
  });
  try {
    const definition = JSON.stringify(recorded.definition);
    const machine = new StateMachines(store, () => clock.now()).deploy({ ...SOURCE, definition });
    const { arn } = await executions.start(
      machine,
      'recorded',
      inputText(recorded.input === undefined ? {} : recorded.input),
    );
    const limit = setTimeout(() => {
      failures.push(new Error(`the execution did not end within ${LONGEST_CASE_MS / 1000} seconds`));
      void executions.stop(arn, {});
    }, LONGEST_CASE_MS);
    const { status, output, error, cause } = await executions.ended(arn).finally(() => clearTimeout(limit));
    if (failures.length > 0) throw failures[0];
    const events: unknown[] = [];
    for await (const event of readHistory(executions.tables, arn)) events.push(event);
    return { status, output, error, cause, events };
  } finally {
    await store.close();
  }
}

/** The recorder formatted inputs with blanks after colons and commas, and histories show them as they came. */
function inputText(input: unknown): string {
  if (Array.isArray(input)) return `[${input.map(inputText).join(', ')}]`;
  if (input === null || typeof input !== 'object') return JSON.stringify(input);
  const members = Object.entries(input).map(([key, value]) => `${JSON.stringify(key)}: ${inputText(value)}`);
  return `{${members.join(', ')}}`;
}
