import type { RunDetail } from '../api/run';

const LAST_EVENT = /^Execution(Succeeded|Failed|Aborted|TimedOut)$/;

/**
 * Whether nothing about a run changes any more. Status and history are two answers: the status may tell of an end that
 * the history, which was read at the same time, has not come to yet.
 */
export function isOver({ status, events }: Pick<RunDetail, 'status' | 'events'>): boolean {
  return status !== 'RUNNING' && events.some(({ type }) => LAST_EVENT.test(type));
}
