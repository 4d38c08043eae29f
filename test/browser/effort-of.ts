import type { Browser, Page } from 'playwright-core';

/** What a page's thread did while somebody used it. */
export interface Effort {
  /** Processor time of the longest task, in milliseconds: for so long, at least, nothing else was answered. */
  readonly longestTask: number;
  readonly tasks: number;
}

/** An event of a trace (the Trace Event Format): `tdur` is processor time of the thread, in microseconds. */
interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/**
 * Traces a page's main thread while `work` is done in it. Processor time, and not that of the clock, so that it says
 * something about the page however busy the machine is.
 */
export async function effortOf(browser: Browser, page: Page, work: () => Promise<void>): Promise<Effort> {
  await browser.startTracing(page, { categories: ['disabled-by-default-devtools.timeline'] });
  await work();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    traceEvents: TraceEvent[];
  };
  const main = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid}/${tid}`),
  );
  const tasks = traceEvents.filter(
    ({ name, pid, tid, tdur }) => name === 'RunTask' && tdur !== undefined && main.has(`${pid}/${tid}`),
  );
  const times = tasks.map(({ tdur = 0 }) => tdur / 1000);
  return { longestTask: Math.max(0, ...times), tasks: tasks.length };
}
