import { createHash } from 'node:crypto';
import { normalizePackageName } from '../../../contract';
import { acceptedType, CONTENT_TYPES } from './accepted-type';
import { IndexError } from './index-error';
import { addressOf, type IndexRequest } from './index-request';
import { type ListedFile, type ProjectPage, projectHtml, projectJson } from './project-page';

/** Sends a project's page: the files of all Published versions within reach. */
export async function sendPage(request: IndexRequest, project: string): Promise<void> {
  const type = acceptedType(request.request.headers.accept);
  if (!type)
    throw new IndexError(
      406,
      `expected one of ${Object.values(CONTENT_TYPES).join(', ')} in the Accept header`,
    );
  const page = await projectPage(request, normalizePackageName(project));
  const body = Buffer.from(type === 'json' ? projectJson(page) : projectHtml(page));
  const etag = `"${createHash('sha256').update(body).digest('hex')}"`;
  const { response } = request;
  const headers = { ETag: etag, Vary: 'Accept', 'Cache-Control': 'no-cache' };
  if (request.request.headers['if-none-match'] === etag) {
    response.writeHead(304, headers).end();
    return;
  }
  response.writeHead(200, { ...headers, 'Content-Type': CONTENT_TYPES[type], 'Content-Length': body.length });
  response.end(request.request.method === 'HEAD' ? undefined : body);
}

async function projectPage(request: IndexRequest, name: string): Promise<ProjectPage> {
  const { view } = request.context;
  const found = await view.versions(addressOf(request, name));
  if (!found) throw await projectNotFound(request, name);
  const published = [...found.values()]
    .map(({ record }) => record)
    .filter(({ status }) => status === 'Published')
    .sort((a, b) => a.publishedTime - b.publishedTime);
  const files: ListedFile[] = published.flatMap(({ version, assets }) =>
    Object.entries(assets).map(([fileName, asset]) => ({ ...asset, name: fileName, version })),
  );
  return { name, versions: published.map(({ version }) => version), files };
}

async function projectNotFound(request: IndexRequest, name: string): Promise<IndexError> {
  const { domain, repository, region } = request.path;
  const connections = await request.context.view.externalConnections(addressOf(request, name));
  const place = `${repository} of domain ${domain} in ${region}`;
  if (connections.length === 0) return new IndexError(404, `package ${name} not found in ${place}`);
  return new IndexError(
    404,
    `package ${name} not found in ${place}. On AWS it would be looked for over the external connection ` +
      `${connections.join(', ')}; nothing is fetched from outside here: publish the package to one of the repositories`,
  );
}
