import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { ServiceError } from '../../service';
import type { OperationModel, ServiceModel } from '../model/service-model';

/** A request as it came over the wire, before anything in it is believed. */
export interface WireRequest {
  readonly method: string;
  /** Still percent-encoded, never normalised: S3 keys may hold `..` and `//`. */
  readonly path: string;
  /** Decoded. */
  readonly query: readonly (readonly [string, string])[];
  readonly headers: IncomingHttpHeaders;
}

/** An answer ready to be sent. */
export interface WireResponse {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body?: string | Buffer | Readable;
}

/** A whole body, or the stream of one that is never held in memory. */
export type WireBody = Buffer | Readable;

/** One of AWS's wire protocols. */
export interface Protocol {
  /** The operation's name is in the body, so the body has to be read before it is known. */
  readonly operationInBody?: boolean;
  /** Which operation of the model is called; a name that the model does not have is given as it is. */
  operationOf(request: WireRequest, model: ServiceModel, choice: OperationChoice): string | undefined;
  decode(request: WireRequest, body: WireBody, operation: OperationModel, model: ServiceModel): unknown;
  encode(output: any, operation: OperationModel, model: ServiceModel, requestId: string): WireResponse;
  encodeError(error: ServiceError, model: ServiceModel, requestId: string): WireResponse;
}

/** What helps to tell operations apart that look alike on the wire. */
export interface OperationChoice {
  readonly body?: Buffer;
  /** Operations that are emulated; they win where two operations differ only in their host name. */
  isEmulated(operation: string): boolean;
}

/** Member that is the whole body of a request, if it is a stream. */
export function streamingInput(operation: OperationModel, model: ServiceModel): string | undefined {
  if (!operation.input) return undefined;
  const input = model.shape(operation.input);
  const member = input.payload === undefined ? undefined : input.members?.[input.payload];
  // CodeArtifact's model marks the shape, S3's the member.
  const streams = member && (member.streaming || model.shape(member).streaming);
  return streams ? input.payload : undefined;
}
