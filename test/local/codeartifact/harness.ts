import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CodeArtifactOptions, createCodeArtifact } from '../../../lib/local/codeartifact/codeartifact';
import type { BusEvent } from '../../../lib/local/events/event-bus';
import { createFaults } from '../../../lib/local/http/create-faults';
import type { Iam } from '../../../lib/local/iam/iam';
import { type Permission, type Principal, ServiceError } from '../../../lib/local/service';
import { BlobStore } from '../../../lib/local/storage/blob-store';
import { openStore, type Store } from '../../../lib/local/storage/store';

export const ACCOUNT = '000000000000';
export const REGION = 'us-east-1';
export const OPERATOR: Principal = { arn: `arn:aws:iam::${ACCOUNT}:user/operator`, account: ACCOUNT };

/** A clock that stands still until a test moves it; a sleep moves it too. */
export class TestClock {
  constructor(public time = Date.UTC(2026, 0, 1)) {}
  now = () => this.time;
  sleep = async (milliseconds: number) => {
    this.time += milliseconds;
  };
}

/** IAM as far as CodeArtifact uses it: allows what no rule of the test denies, and remembers what it was asked. */
export class TestIam {
  readonly asked: { principal: Principal; permission: Permission }[] = [];
  readonly policies = new Map<string, unknown>();
  deny: (permission: Permission, principal: Principal) => boolean = () => false;

  authorize = (principal: Principal, permissions: readonly Permission[]) => {
    for (const permission of permissions) {
      this.asked.push({ principal, permission });
      if (this.deny(permission, principal))
        throw new ServiceError(
          'AccessDeniedException',
          `User: ${principal.arn} is not authorized to perform: ${permission.action} on resource: ${permission.resource}`,
          { status: 403 },
        );
    }
  };
  putResourcePolicy = (arn: string, policy: unknown) => {
    this.policies.set(arn, policy);
  };
}

export type HarnessOptions = Partial<Pick<CodeArtifactOptions, 'quirks' | 'sessionEnd' | 'clock'>> & {
  readonly store?: Store;
  readonly directory?: string;
};

/** CodeArtifact behind a server on a free port, with domain `acme` and the repositories `staging` and `release`. */
export async function startHarness(options: HarnessOptions = {}) {
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), 'codeartifact-')));
  const clock = new TestClock();
  const iam = new TestIam();
  const faults = createFaults();
  const events: BusEvent[] = [];
  const server = createServer((request, response) => {
    const route = codeartifact.routes.find((one) => one.matches(request.url ?? ''));
    if (route) void route.handle(request, response);
    else response.writeHead(404).end();
  });
  const codeartifact = createCodeArtifact({
    store: options.store ?? (await openStore()),
    blobs: await BlobStore.open(join(directory, 'blobs')),
    iam: iam as unknown as Iam,
    faults,
    bus: { publish: (event) => void events.push(event) },
    clock: options.clock ?? clock,
    account: ACCOUNT,
    endpoint: () => endpoint,
    quirks: options.quirks,
    sessionEnd: options.sessionEnd,
  });
  const endpoint = await listen(server);
  const deploy = (type: string, properties: object, region = REGION) =>
    codeartifact.providers
      .find((provider) => provider.type === `AWS::CodeArtifact::${type}`)!
      .deploy({ stack: 's', logicalId: type, type, region, account: ACCOUNT, properties });
  const call = (operation: string, input: object, { region = REGION, principal = OPERATOR } = {}) =>
    invoke(codeartifact, iam, { operation, input, region, principal });
  await deploy('Domain', { DomainName: 'acme' });
  for (const name of ['staging', 'release'])
    await deploy('Repository', { DomainName: 'acme', RepositoryName: name });
  return {
    ...{ codeartifact, clock, iam, faults, events, endpoint, deploy, call, directory },
    index: (repository: string, region = REGION) =>
      `${endpoint}/acme-${ACCOUNT}.d.codeartifact.${region}.amazonaws.com/pypi/${repository}/`,
    token: async (region = REGION, principal = OPERATOR): Promise<string> =>
      (await call('GetAuthorizationToken', { domain: 'acme' }, { region, principal })).authorizationToken,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      if (options.directory === undefined) await rm(directory, { recursive: true, force: true });
    },
  };
}

export type Harness = Awaited<ReturnType<typeof startHarness>>;

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function invoke(
  { service }: ReturnType<typeof createCodeArtifact>,
  iam: TestIam,
  request: { operation: string; input: object; region: string; principal: Principal },
): Promise<any> {
  const operation = service.operations[request.operation]!;
  const call = {
    service: 'codeartifact',
    operation: request.operation,
    region: request.region,
    account: ACCOUNT,
    principal: request.principal,
    requestId: 'request',
    signal: new AbortController().signal,
  };
  iam.authorize(request.principal, await operation.permissions(request.input, call));
  return await operation.handle(request.input, call);
}
