import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpRoute } from '../service';
import type { Git } from './git';
import { GitBackend } from './git-backend';
import type { Repositories, Repository } from './repositories';

/** User name and password that git must send. */
export interface GitCredentials {
  readonly userName: string;
  readonly password: string;
}

const PATH = /^\/git-codecommit\.([a-z0-9-]+)\.amazonaws\.com\/v1\/repos\/([\w.-]{1,100})(\/.*)$/;
/** The smart protocol, and nothing of git's older "dumb" one, which would hand out the repository's files. */
const ENDPOINTS = /^\/(info\/refs|git-upload-pack|git-receive-pack)$/;

/**
 * Serves the repositories to git over HTTP, at the path that they have on AWS with the host as first segment.
 *
 * AWS asks for HTTP basic authentication with credentials that IAM generates for CodeCommit, or for SigV4 through the
 * credential helper, and checks `codecommit:GitPull` and `codecommit:GitPush`. Here the endpoint listens on the
 * loopback interface only, so a push needs no credentials unless some were given.
 */
export class GitHttpRoute implements HttpRoute {
  readonly backend: GitBackend;

  constructor(
    private readonly options: {
      readonly git: Git;
      readonly repositories: Repositories;
      readonly credentials?: GitCredentials;
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
    if (repository === undefined || !ENDPOINTS.test(endpoint))
      return answer(response, { status: 404, message: `no git repository at ${pathname}\n` });
    if (!this.isAllowed(request)) {
      response.setHeader('WWW-Authenticate', 'Basic realm="git-codecommit"');
      return answer(response, { status: 401, message: 'git credentials are missing or wrong\n' });
    }
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

  private isAllowed(request: IncomingMessage): boolean {
    const { credentials } = this.options;
    if (credentials === undefined) return true;
    const expected = Buffer.from(
      `Basic ${Buffer.from(`${credentials.userName}:${credentials.password}`).toString('base64')}`,
    );
    const given = Buffer.from(request.headers.authorization ?? '');
    return given.length === expected.length && timingSafeEqual(given, expected);
  }
}

function answer(response: ServerResponse, { status, message }: { status: number; message: string }): void {
  response.writeHead(status, { 'Content-Type': 'text/plain' });
  response.end(message);
}
