import { normalizePackageName } from '../../../contract';
import type { FoundVersion } from '../repository-view';
import { retainVersion } from '../retain-version';
import { byteRange } from './byte-range';
import { IndexError } from './index-error';
import { addressOf, type IndexRequest } from './index-request';

/** Sends a file of a version, or with `.metadata` at its end the METADATA of a wheel (PEP 658). */
export async function sendAsset(
  request: IndexRequest,
  [project, version, fileName]: [string, string, string],
) {
  const { context } = request;
  const address = addressOf(request, normalizePackageName(project));
  const found = await context.view.version(address, version);
  const content = found && contentOf(found, fileName);
  if (!found || !content) {
    const { repository, domain, region } = request.path;
    throw new IndexError(
      404,
      `${address.package} ${version}: no asset ${fileName} in ${repository} of ${domain} in ${region}`,
    );
  }
  if (found.repository !== address.repository) await retainVersion(context, address, found);
  await sendBlob(request, content);
}

/** Undefined when the version has no such file, or when its status forbids downloads. */
function contentOf({ record }: FoundVersion, fileName: string): string | undefined {
  if (record.status !== 'Published' && record.status !== 'Unlisted') return undefined;
  const asset = record.assets[fileName];
  if (asset) return asset.hashes['SHA-256'];
  return fileName.endsWith('.metadata')
    ? record.assets[fileName.slice(0, -'.metadata'.length)]?.coreMetadata
    : undefined;
}

async function sendBlob({ context, request, response }: IndexRequest, sha256: string): Promise<void> {
  const size = await context.blobs.sizeOf(sha256);
  const etag = `"${sha256}"`;
  const headers = { ETag: etag, 'Accept-Ranges': 'bytes', 'Content-Type': 'application/octet-stream' };
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, headers).end();
    return;
  }
  const condition = request.headers['if-range'];
  const range =
    condition === undefined || condition === etag ? byteRange(request.headers.range, size) : undefined;
  if (range === 'unsatisfiable') {
    response.writeHead(416, { 'Content-Range': `bytes */${size}`, 'Content-Length': 0 }).end();
    return;
  }
  const length = range ? range.end - range.start + 1 : size;
  response.writeHead(range ? 206 : 200, {
    ...headers,
    'Content-Length': length,
    ...(range ? { 'Content-Range': `bytes ${range.start}-${range.end}/${size}` } : {}),
  });
  if (request.method === 'HEAD' || length === 0) {
    response.end();
    return;
  }
  const body = await context.blobs.read(sha256, range);
  await body.sendTo(response);
}
