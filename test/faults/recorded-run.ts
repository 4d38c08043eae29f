import { type Lab, runSchedule } from './run-schedule';
import type { Schedule } from './schedule/schedule';

/** The index at which a schedule makes its `nth` call of an operation, the first being 0. */
export type At = (operation: string, nth?: number) => number;

/**
 * Runs a schedule to know where its calls are. What is to happen at a certain call is told by that call, not by a
 * number that another step of the workflow would move.
 */
export async function recordRun(lab: Lab, schedule: Schedule): Promise<At> {
  const { calls } = await runSchedule(lab, schedule);
  return (operation, nth = 0) => {
    const indices = calls.flatMap((call, i) => (call.operation === operation ? [i] : []));
    const index = indices.at(nth);
    if (index === undefined)
      throw new Error(`expected call ${nth} of ${operation}, found ${indices.length} such calls`);
    return index;
  };
}
