import { Readable } from 'node:stream';
import type { Clock } from '../clock';
import { ServiceError } from '../service';
import { ConnectionError, CutOffAnswer } from './connection-error';
import type { FaultEffect } from './faults';
import type { OperationModel, ServiceModel } from './model/service-model';

/** A call that a fault has hit. */
export interface FaultyCall {
  readonly effect: FaultEffect;
  readonly input: any;
  readonly operation: OperationModel;
  readonly model: ServiceModel;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Carries out what a fault does to a call. `handle` lets the call take effect. */
export async function applyFault<T>(call: FaultyCall, handle: (input: any) => Promise<T>): Promise<T> {
  const { effect } = call;
  switch (effect.kind) {
    case 'error':
      throw new ServiceError(effect.code, effect.message ?? `${effect.code} (injected fault)`, {
        status: effect.status,
        ...(effect.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: effect.retryAfterSeconds }),
      });
    case 'reset':
      throw new ConnectionError(
        `Connection reset (injected fault in ${call.model.name} ${call.operation.name})`,
      );
    case 'delay':
      await call.clock.sleep(effect.milliseconds, call.signal);
      return handle(call.input);
    case 'lost-answer':
      letGo(await handle(call.input));
      throw new ConnectionError(
        `Connection closed before the answer of ${call.operation.name} (injected fault)`,
      );
    case 'cut-off': {
      const name = payloadOf(call);
      const body = name === undefined ? undefined : call.input[name];
      if (!(body instanceof Readable)) throw new CutOffAnswer(await handle(call.input));
      await handle({ ...call.input, [name as string]: cutOff(body) }).catch(() => undefined);
      throw new ConnectionError(`Connection broken in the body of ${call.operation.name} (injected fault)`);
    }
    case 'wrong-bytes':
      return handle(withWrongBytes(call));
  }
}

/** An answer that nobody reads must not keep its file open. */
function letGo(output: unknown): void {
  for (const member of Object.values(output ?? {})) if (member instanceof Readable) member.destroy();
}

/** Member of the input that is the request's body. */
function payloadOf({ operation, model }: FaultyCall): string | undefined {
  return operation.input ? model.shape(operation.input).payload : undefined;
}

/** Breaks after the first bytes, as when the client goes away. */
function cutOff(source: Readable): Readable {
  return Readable.from(
    (async function* () {
      for await (const chunk of source) {
        yield chunk.subarray(0, Math.ceil(chunk.length / 2));
        throw new ConnectionError('Connection broken in the body (injected fault)');
      }
    })(),
    { objectMode: false },
  );
}

/** The same input with the first byte of its blob inverted. Checksums are left out, or the service would notice. */
function withWrongBytes(call: FaultyCall): any {
  const { input } = call;
  const payload = payloadOf(call);
  const value = payload === undefined ? undefined : input[payload];
  const wrong =
    value instanceof Readable ? invertFirstByte(value) : Buffer.isBuffer(value) ? inverted(value) : undefined;
  if (payload === undefined || wrong === undefined) return input;
  const kept = Object.entries(input).filter(([name]) => !/^(Checksum|ContentMD5|assetSHA256)/.test(name));
  return { ...Object.fromEntries(kept), [payload]: wrong };
}

function inverted(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  if (copy.length > 0) copy[0] = (copy[0] as number) ^ 0xff;
  return copy;
}

function invertFirstByte(source: Readable): Readable {
  return Readable.from(
    (async function* () {
      let first = true;
      for await (const chunk of source) {
        yield first && chunk.length > 0 ? inverted(chunk) : chunk;
        if (chunk.length > 0) first = false;
      }
    })(),
    { objectMode: false },
  );
}
