import type { Metrics } from '../../lib/handlers/metrics';

/** Counts nothing. */
export const NO_METRICS: Metrics = { count: () => undefined, measure: (_step, work) => work() };
