import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Clock } from '../clock';
import type { Iam } from '../iam/iam';
import type { HttpRoute } from '../service';
import { ServiceError } from '../service';
import { createAdminRoute } from './admin-route';
import type { LocalGateway } from './create-gateway';
import type { Faults } from './faults';
import { type ApiOptions, handleApiRequest } from './handle-api-request';
import type { SecretKeys } from './identify-caller';
import { refusalOf } from './loopback-guard';
import { sendResponse } from './send-response';
import { encodeUnaddressedError } from './unaddressed-error';

/** What the HTTP endpoint serves. */
export interface EndpointOptions {
  readonly gateway: LocalGateway;
  /** Signatures are checked if it knows the secrets of its access keys, as `createIam` does. */
  readonly iam: Iam & Partial<SecretKeys>;
  readonly faults: Faults;
  /** Regions of the deployment, the only ones that a fault may be injected into. */
  readonly regions: readonly string[];
  readonly clock: Clock;
  /** Asked in this order before a request is taken for an API request. */
  readonly routes?: readonly HttpRoute[];
  /** @default 0, any free port */
  readonly port?: number;
  /** Longest body that is read into memory. @default 6 MiB, Lambda's limit and the largest of the emulated services */
  readonly maxBodyBytes?: number;
  /** Gets a line for each failure that is not the client's. */
  readonly log?: (line: string) => void;
}

/** The loopback HTTP endpoint of the runtime. */
export interface Endpoint {
  listen(): Promise<{ port: number; url: string }>;
  /** Lets requests under way finish for a moment, then breaks them off. */
  close(): Promise<void>;
}

const MAX_BODY = 6 * 1024 * 1024;
/** Session tokens and presigned addresses are long; Node's own limit is 16 KiB. */
const MAX_HEADERS = 64 * 1024;
/** Longer than the SDKs keep an idle connection, or else they would send on one that is just being closed. */
const KEEP_ALIVE = 75_000;
/** A header that does not arrive is a client that hangs. */
const HEADERS_TIMEOUT = 30_000;
/** Silence on a connection after which nobody is there: longer than the longest Lambda invocation, 15 minutes. */
const IDLE = 20 * 60_000;
/** How long `close` waits for requests under way. */
const CLOSE_GRACE = 1_000;

/** Creates the endpoint: every emulated service, the routes and the runtime's own, on 127.0.0.1 only. */
export function createEndpoint(options: EndpointOptions): Endpoint {
  const log = options.log ?? (() => undefined);
  const reach = {
    regions: options.regions,
    services: () => options.gateway.list().map(({ service }) => service),
  };
  const routes = [createAdminRoute(options.faults, reach), ...(options.routes ?? [])];
  const api: ApiOptions = {
    gateway: options.gateway,
    iam: options.iam,
    clock: options.clock,
    maxBodyBytes: options.maxBodyBytes ?? MAX_BODY,
    log,
  };
  const serve = (request: IncomingMessage, response: ServerResponse) => {
    // Without listeners, a broken connection would end the process.
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    dispatch(request, response, { routes, api }).catch((error: unknown) => {
      if (!response.destroyed) log(error instanceof Error ? (error.stack ?? error.message) : String(error));
      destroyConnection(request);
    });
  };
  const server = createServer(
    {
      maxHeaderSize: MAX_HEADERS,
      keepAliveTimeout: KEEP_ALIVE,
      headersTimeout: HEADERS_TIMEOUT,
      requestTimeout: 0,
    },
    serve,
  );
  server.setTimeout(IDLE);
  server.on('checkContinue', serve);
  server.on('clientError', refuseMalformed);
  return { listen: () => listen(server, options.port ?? 0), close: () => close(server) };
}

async function dispatch(
  request: IncomingMessage,
  response: ServerResponse,
  to: { routes: readonly HttpRoute[]; api: ApiOptions },
): Promise<void> {
  const refusal = refusalOf(request);
  if (refusal !== undefined) {
    const error = new ServiceError('AccessDeniedException', refusal, { status: 403 });
    await sendResponse(request, response, encodeUnaddressedError(request, error, randomUUID()));
    return;
  }
  const path = (request.url ?? '/').split('?')[0] as string;
  const route = to.routes.find((candidate) => candidate.matches(path, request));
  if (!route) return handleApiRequest(request, response, to.api);
  if (request.headers.expect?.toLowerCase() === '100-continue') response.writeContinue();
  await route.handle(request, response);
}

function refuseMalformed(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status =
    error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request';
  const body = JSON.stringify({
    __type: 'BadRequest',
    message: `The request is not valid HTTP: ${error.code}`,
  });
  const head = `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\nconnection: close\r\n`;
  socket.end(`${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

function listen(server: Server, port: number): Promise<{ port: number; url: string }> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port }, () => {
      server.off('error', reject);
      const address = server.address() as AddressInfo;
      resolve({ port: address.port, url: `http://127.0.0.1:${address.port}` });
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const cutOff = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE);
    server.close(() => {
      clearTimeout(cutOff);
      resolve();
    });
    server.closeIdleConnections();
  });
}

/** A request that was destroyed has lost its socket, though the type does not say so. */
function destroyConnection({ socket }: { readonly socket: Socket | null }): void {
  socket?.destroy();
}
