import type { CliContext } from '../context';

/** Waits for Ctrl-C or SIGTERM. */
export async function untilStopped({ stop }: Pick<CliContext, 'stop'>): Promise<void> {
  if (stop.aborted) return;
  await new Promise<void>((resolve) => stop.addEventListener('abort', () => resolve(), { once: true }));
}
