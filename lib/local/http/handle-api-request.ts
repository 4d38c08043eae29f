import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import type { Clock } from '../clock';
import type { Iam } from '../iam/iam';
import { ServiceError } from '../service';
import { DISK_FULL, isDiskFull } from '../storage/disk-full';
import { ConnectionError, CutOffAnswer } from './connection-error';
import type { EmulatedService, LocalGateway } from './create-gateway';
import { findService } from './find-service';
import { identifyCaller, type SecretKeys } from './identify-caller';
import { pathStyle } from './path-style';
import { streamingInput, type WireBody, type WireRequest, type WireResponse } from './protocols/protocol';
import { protocolOf } from './protocols/protocol-of';
import { readBody } from './read-body';
import { sendHalf } from './send-half';
import { sendResponse } from './send-response';
import { parseSignature, type Signature } from './sigv4/parse-signature';
import { streamingBody } from './streaming-body';
import { encodeUnaddressedError } from './unaddressed-error';
import { wireRequestOf } from './wire-request';

/** What API requests are answered with. */
export interface ApiOptions {
  readonly gateway: LocalGateway;
  readonly iam: Iam & Partial<SecretKeys>;
  readonly clock: Clock;
  readonly maxBodyBytes: number;
  readonly log: (line: string) => void;
}

/** Answers a request in one of AWS's protocols. */
export async function handleApiRequest(
  message: IncomingMessage,
  response: ServerResponse,
  options: ApiOptions,
): Promise<void> {
  const requestId = randomUUID();
  const gone = new AbortController();
  response.on('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  let target: EmulatedService | undefined;
  try {
    const request = wireRequestOf(message);
    const signature = parseSignature(request);
    target = findService(options.gateway, request, signature);
    const exchange = { message, response, request, signature, target, requestId, signal: gone.signal };
    await sendResponse(message, response, await answer(exchange, options));
  } catch (error) {
    if (error instanceof ConnectionError) message.socket.resetAndDestroy();
    else if (!gone.signal.aborted) await sendError(error);
  }

  async function sendError(error: unknown): Promise<void> {
    const known = error instanceof ServiceError ? error : internalFailure(error, options.log);
    if (response.headersSent) {
      message.socket.destroy();
      return;
    }
    const encoded = target
      ? protocolOf(target.model).encodeError(known, target.model, requestId)
      : encodeUnaddressedError(message, known, requestId);
    await sendResponse(message, response, encoded);
  }
}

interface Exchange {
  readonly message: IncomingMessage;
  readonly response: ServerResponse;
  readonly request: WireRequest;
  readonly signature: Signature | undefined;
  readonly target: EmulatedService;
  readonly requestId: string;
  readonly signal: AbortSignal;
}

async function answer(exchange: Exchange, options: ApiOptions): Promise<WireResponse> {
  const { request, signature, target, requestId, signal } = exchange;
  const { model, service } = target;
  const protocol = protocolOf(model);
  const caller = identifyCaller(request, signature, options);
  let body: Buffer | undefined;
  if (protocol.operationInBody) body = await wholeBody(exchange, options);
  const addressed = pathStyle(request, model);
  const name = protocol.operationOf(addressed, model, {
    body,
    isEmulated: (operation) => Object.hasOwn(service.operations, operation),
  });
  const operation = name === undefined ? undefined : model.operation(name);
  if (!operation) throw noOperation(model.name, request, name);
  const streams = streamingInput(operation, model) !== undefined;
  if (!streams) body ??= await wholeBody(exchange, options);
  caller.verify(body);
  const decoded: { request: WireRequest; body: WireBody } = body
    ? { request: addressed, body }
    : streamed({ ...exchange, request: addressed });
  try {
    const output = await options.gateway.invoke({
      service: service.model,
      operation: operation.name,
      region: caller.region,
      principal: caller.principal,
      input: protocol.decode(decoded.request, decoded.body, operation, model),
      requestId,
      signal,
    });
    return protocol.encode(output, operation, model, requestId);
  } catch (error) {
    if (!(error instanceof CutOffAnswer)) throw error;
    sendHalf(exchange.response, protocol.encode(error.output, operation, model, requestId));
    throw error;
  }
}

function streamed(exchange: Exchange): { request: WireRequest; body: Readable } {
  sendContinue(exchange);
  return streamingBody(exchange.message, exchange.request);
}

async function wholeBody(exchange: Exchange, options: ApiOptions): Promise<Buffer> {
  const declared = Number(exchange.request.headers['content-length'] ?? 0);
  if (declared > options.maxBodyBytes) {
    const problem = `The request body has ${declared} bytes, more than ${options.maxBodyBytes}`;
    throw new ServiceError('RequestEntityTooLarge', problem);
  }
  sendContinue(exchange);
  const { request, message } = exchange;
  const chunked = String(request.headers['x-amz-content-sha256'] ?? '').startsWith('STREAMING-');
  return readBody(chunked ? streamingBody(message, request).body : message, options.maxBodyBytes);
}

/** The client waits with its body until it is wanted, so that a refusal costs no upload. */
function sendContinue({ message, response }: Exchange): void {
  if (message.headers.expect?.toLowerCase() === '100-continue') response.writeContinue();
}

function noOperation(service: string, request: WireRequest, name: string | undefined): ServiceError {
  const what = name === undefined ? `${request.method} ${request.path.slice(0, 128)}` : name.slice(0, 64);
  return new ServiceError('UnknownOperationException', `${service} has no operation for ${what}`);
}

function internalFailure(error: unknown, log: (line: string) => void): ServiceError {
  log(error instanceof Error ? (error.stack ?? error.message) : String(error));
  const reason = error instanceof Error ? error.message : String(error);
  return new ServiceError(
    'InternalFailure',
    isDiskFull(error) ? DISK_FULL : `The runtime failed: ${reason}`,
    { status: 500 },
    { cause: error },
  );
}
