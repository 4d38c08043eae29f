import type { IncomingMessage } from 'node:http';
import type { Clock } from '../../clock';
import type { FaultEffect, Faults, INDEX_OPERATIONS } from '../../http/faults';
import { IndexError } from './index-error';

/** One of {@link INDEX_OPERATIONS}. */
export type IndexOperation = (typeof INDEX_OPERATIONS)[number];

/** A fault that changes what a request does or how it ends, and lets it take effect. */
export type LateFault = Extract<FaultEffect, { kind: 'wrong-bytes' | 'lost-answer' | 'cut-off' }>;

/** Asks for injected faults and carries out those that come before a request takes effect. */
export class FaultGate {
  constructor(private readonly options: { readonly faults: Faults; readonly clock: Clock }) {}

  /**
   * Gives the fault that is left for the request to obey.
   * @throws IndexError for an injected error; for a reset too, when the connection is broken already
   */
  async pass(
    request: IncomingMessage,
    target: { operation: IndexOperation; region: string; subject: string; caller?: string },
  ): Promise<LateFault | undefined> {
    const effect = this.options.faults.hit({ service: 'codeartifact', ...target });
    switch (effect?.kind) {
      case 'error':
        throw new IndexError(effect.status, effect.message ?? `${effect.code} (injected fault)`, {
          'x-amzn-errortype': effect.code,
          ...(effect.retryAfterSeconds === undefined
            ? {}
            : { 'Retry-After': String(effect.retryAfterSeconds) }),
        });
      case 'reset':
        request.socket.destroy();
        throw new IndexError(503, 'connection reset (injected fault)');
      case 'delay':
        await this.options.clock.sleep(effect.milliseconds);
        return undefined;
      default:
        return effect;
    }
  }
}
