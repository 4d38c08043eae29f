import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpRoute } from '../service';
import type { Git } from './git';
import { GitBackend } from './git-backend';
import type { Repositories, Repository } from './repositories';

const PATH = /^\/git-codecommit\.([a-z0-9-]+)\.amazonaws\.com\/v1\/repos\/([\w.-]{1,100})(\/.*)$/;
/** The smart protocol, and nothing of git's older "dumb" one, which would hand out the repository's files. */
const ENDPOINTS = /^\/(info\/refs|git-upload-pack|git-receive-pack)$/;

/**
 * Serves the repositories to git over HTTP, at the path that they have on AWS with the host as first segment.
 *
 * AWS asks for HTTP basic authentication with credentials that IAM generates for CodeCommit, or for SigV4 through the
 * credential helper, and checks `codecommit:GitPull` and `codecommit:GitPush`. Here the endpoint listens on the
 * loopback interface only, so a push needs no credentials.
 */
export class GitHttpRoute implements HttpRoute {
  readonly backend: GitBackend;

  constructor(
    private readonly options: {
      readonly git: Git;
      readonly repositories: Repositories;
      /** Called after a push was received, before the client is told so. */
      readonly received: (repository: Repository) => Promise<void>;
    },
  ) {
    this.backend = new GitBackend(options.git);
  }

  matches(path: string): boolean {
    return /^\/git-codecommit\.[a-z0-9-]+\.amazonaws\.com\//.test(path);
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, search } = new URL(request.url ?? '/', 'http://localhost');
    const [, region = '', name = '', endpoint = ''] = PATH.exec(pathname) ?? [];
    const repository = this.options.repositories.find(region, name);
    if (repository === undefined || !ENDPOINTS.test(endpoint)) return notFound(response, pathname);
    await this.backend.serve(
      { request, response },
      {
        directory: repository.directory,
        endpoint,
        query: search.slice(1),
        beforeEnd: endpoint.endsWith('receive-pack') ? () => this.options.received(repository) : undefined,
      },
    );
  }
}

function notFound(response: ServerResponse, path: string): void {
  response.writeHead(404, { 'Content-Type': 'text/plain' });
  response.end(`no git repository at ${path}\n`);
}
