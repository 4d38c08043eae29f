import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendHalf } from '../../http/send-half';
import { type HttpRoute, ServiceError } from '../../service';
import { DISK_FULL, isDiskFull } from '../../storage/disk-full';
import { arns } from '../arns';
import type { CodeArtifactContext } from '../context';
import type { Quotas } from '../quotas';
import { authenticate } from './authenticate';
import type { FaultGate, IndexOperation, LateFault } from './fault-gate';
import { IndexError, sendError } from './index-error';
import { type IndexPath, isIndexPath, parseIndexPath } from './index-path';
import { authorize, type IndexRequest } from './index-request';
import { sendAsset } from './send-asset';
import { sendPage } from './send-page';
import { upload } from './upload';

/** The package index of every domain and region, at the path that it has on AWS with the host as first segment. */
export class PypiRoute implements HttpRoute {
  constructor(
    private readonly options: {
      readonly context: CodeArtifactContext;
      readonly faults: FaultGate;
      readonly quotas: Quotas;
    },
  ) {}

  matches(path: string): boolean {
    return isIndexPath(path);
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.answer(request, response);
    } catch (error) {
      if (response.headersSent || response.destroyed || request.socket?.destroyed !== false) {
        // Too late for an answer: a broken connection is the only way left to say that something went wrong.
        response.destroy();
        return;
      }
      sendError(response, toIndexError(error));
    }
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { context, faults, quotas } = this.options;
    const [address = ''] = (request.url ?? '').split('?');
    const path = parseIndexPath(address);
    if (!path || path.account !== context.account)
      throw new IndexError(404, `there is no repository at ${address}`);
    const operation = operationOf(request, path);
    // What an upload is about is known only when its form has been read; `upload` asks for faults itself.
    const fault =
      operation === 'PublishPackageVersion'
        ? undefined
        : await faults.pass(request, { operation, region: path.region, subject: address });
    const principal = await authenticate(context, request, path);
    context.catalog.repository(path.region, path.domain, path.repository);
    quotas.count(operation, path.region);
    const known = { context, request, response, path, principal, faults };
    if (operation === 'PublishPackageVersion') await upload(known);
    else await read(operation, known, fault);
  }
}

/** @throws IndexError 404, 405 */
function operationOf({ method }: IncomingMessage, { rest, isFolder }: IndexPath): IndexOperation {
  if (method === 'POST' && rest.length === 0) return 'PublishPackageVersion';
  if (method !== 'GET' && method !== 'HEAD')
    throw new IndexError(
      405,
      `${method} is not possible here: expected GET, or POST to the repository's address`,
    );
  if (rest[0] === 'simple' && rest.length === 4 && !isFolder) return 'GetPackageVersionAsset';
  if (rest[0] === 'simple' && rest.length === 2) return 'ReadFromRepository';
  // CodeArtifact lists no packages at /simple/ (user guide, "Python compatibility").
  throw new IndexError(404, 'expected simple/PACKAGE/ or simple/PACKAGE/VERSION/FILE below the repository');
}

async function read(
  operation: IndexOperation,
  request: IndexRequest,
  fault: LateFault | undefined,
): Promise<void> {
  const { path, context, response } = request;
  const resource = arns.repository(
    { region: path.region, account: context.account },
    path.domain,
    path.repository,
  );
  authorize(request, { action: 'codeartifact:ReadFromRepository', resource });
  if (fault?.kind === 'lost-answer' || fault?.kind === 'cut-off') {
    if (fault.kind === 'cut-off') sendHalf(response, { status: 200, headers: {} });
    response.destroy();
    return;
  }
  const [, project = '', version = '', fileName = ''] = path.rest;
  if (operation === 'GetPackageVersionAsset') return await sendAsset(request, [project, version, fileName]);
  // Addresses in a page are relative to it, so it must be asked for as a folder.
  if (path.isFolder) return await sendPage(request, project);
  response.writeHead(301, { Location: `${encodeURIComponent(project)}/`, 'Content-Length': 0 }).end();
}

function toIndexError(error: unknown): IndexError {
  if (error instanceof IndexError) return error;
  if (!(error instanceof ServiceError))
    return new IndexError(500, isDiskFull(error) ? DISK_FULL : `internal error: ${(error as Error).message}`);
  if (error.code === 'ResourceNotFoundException') return new IndexError(404, error.message);
  const retry = error.details['retryAfterSeconds'];
  const headers: Record<string, string> = retry === undefined ? {} : { 'Retry-After': String(retry) };
  return new IndexError(error.details.status ?? 500, error.message, headers);
}
