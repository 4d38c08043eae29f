import type { Browser, Page } from 'playwright-core';

/** What a page's main thread drew while somebody used it. */
export interface Drawing {
  readonly tasks: number;
  /**
   * The most that a single task styled (elements) or laid out (boxes): until it has, nothing else is answered. What a
   * script computes without drawing is not in it.
   */
  readonly mostInATask: number;
}

/** An event of a trace (the Trace Event Format): begin and duration in microseconds of the clock. */
interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly args?: {
    readonly name?: string;
    readonly elementCount?: number;
    readonly beginData?: { readonly dirtyObjects?: number };
  };
}

/** How much an event styled or laid out: names and arguments as in the timeline of Chromium's DevTools. */
function drawnBy({ name, args }: TraceEvent): number {
  if (name === 'UpdateLayoutTree') return args?.elementCount ?? 0;
  if (name === 'Layout') return args?.beginData?.dirtyObjects ?? 0;
  return 0;
}

/**
 * Traces a page's main thread while `work` is done in it. Counts what was drawn and takes no times: a page needs ten
 * times as long on one machine as on another, but draws the same.
 */
export async function drawingOf(browser: Browser, page: Page, work: () => Promise<void>): Promise<Drawing> {
  const categories = ['devtools.timeline', 'disabled-by-default-devtools.timeline'];
  await browser.startTracing(page, { categories });
  await work();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    traceEvents: TraceEvent[];
  };
  const thread = ({ pid, tid }: TraceEvent) => `${pid}/${tid}`;
  const main = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(thread),
  );
  const events = traceEvents.filter((event) => main.has(thread(event)));
  const tasks = events.filter(({ name, dur }) => name === 'RunTask' && dur !== undefined);
  const drawings = events.filter((event) => drawnBy(event) > 0);
  const drawn = tasks.map((task) =>
    drawings
      .filter(
        (one) => thread(one) === thread(task) && one.ts >= task.ts && one.ts < task.ts + (task.dur ?? 0),
      )
      .reduce((sum, one) => sum + drawnBy(one), 0),
  );
  return { tasks: tasks.length, mostInATask: Math.max(0, ...drawn) };
}
