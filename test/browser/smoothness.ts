import type { Page } from 'playwright-core';

/** How smoothly a page answered, in milliseconds. */
export interface Smoothness {
  /** Longest time for which the page could do nothing else: the longest task of its thread, or gap between frames. */
  readonly longest: number;
  readonly frames: number;
}

const WATCH = `{
  const watch = (window.watch = { longest: 0, frames: 0, over: false });
  let last = performance.now();
  const frame = (now) => {
    if (watch.over) return;
    watch.longest = Math.max(watch.longest, now - last);
    watch.frames += 1;
    last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) watch.longest = Math.max(watch.longest, duration);
  }).observe({ type: 'longtask' });
}`;

/** Watches the page's thread while `work` is done in it. The page must not be loaded anew meanwhile. */
export async function framesOf(page: Page, work: () => Promise<void>): Promise<Smoothness> {
  await page.evaluate(WATCH);
  await work();
  return (await page.evaluate('window.watch.over = true, window.watch')) as Smoothness;
}
