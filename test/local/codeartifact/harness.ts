import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CodeArtifactOptions, createCodeArtifact } from '../../../lib/local/codeartifact/codeartifact';
import type { BusEvent } from '../../../lib/local/events/event-bus';
import { createEndpoint } from '../../../lib/local/http/create-endpoint';
import { createFaults } from '../../../lib/local/http/create-faults';
import { createGateway } from '../../../lib/local/http/create-gateway';
import { createIam, type LocalIam } from '../../../lib/local/iam/create-iam';
import type { Permission, Principal } from '../../../lib/local/service';
import { BlobStore } from '../../../lib/local/storage/blob-store';
import { openStore, type Store } from '../../../lib/local/storage/store';
import { MODELS } from '../http/models';
import { SleeplessClock } from '../sleepless-clock';

export const ACCOUNT = '000000000000';
export const REGION = 'us-east-1';

export type HarnessOptions = Partial<Pick<CodeArtifactOptions, 'quirks' | 'sessionEnd' | 'clock'>> & {
  /** Kept open by `close`, so that a test can start again on it. */
  readonly store?: Store;
  readonly directory?: string;
};

/**
 * CodeArtifact behind the gateway, the endpoint and IAM of the runtime, on a free port, with domain `acme` and the
 * repositories `staging` and `release`. Calls go through the gateway, which holds inputs and outputs against the
 * service model.
 */
export async function startHarness(options: HarnessOptions = {}) {
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), 'codeartifact-')));
  const store = options.store ?? (await openStore());
  const clock = (options.clock ?? new SleeplessClock()) as SleeplessClock;
  const iam = await createIam({ account: ACCOUNT, clock, store });
  const asked = recordPermissions(iam);
  const faults = createFaults();
  const events: BusEvent[] = [];
  let url = '';
  const codeartifact = createCodeArtifact({
    store,
    blobs: await BlobStore.open(join(directory, 'blobs'), store),
    iam,
    faults,
    bus: { publish: (event) => void events.push(event) },
    clock,
    account: ACCOUNT,
    endpoint: () => url,
    quirks: options.quirks,
    sessionEnd: options.sessionEnd,
  });
  const gateway = createGateway({
    services: [codeartifact.service],
    iam,
    faults,
    clock,
    account: ACCOUNT,
    models: MODELS,
  });
  const endpoint = createEndpoint({
    ...{ gateway, iam, faults, clock, regions: [REGION] },
    routes: codeartifact.routes,
  });
  ({ url } = await endpoint.listen());
  const deploy = (type: string, properties: object, region = REGION) =>
    codeartifact.providers
      .find((provider) => provider.type === `AWS::CodeArtifact::${type}`)!
      .deploy({ stack: 's', logicalId: type, type, region, account: ACCOUNT, properties });
  const call = (operation: string, input: object, { region = REGION, principal = iam.operator } = {}) =>
    gateway.invoke({ service: 'codeartifact', operation, input, region, principal });
  await deploy('Domain', { DomainName: 'acme' });
  for (const name of ['staging', 'release'])
    await deploy('Repository', { DomainName: 'acme', RepositoryName: name });
  return {
    ...{ codeartifact, clock, iam, asked, faults, events, url, deploy, call, directory, store },
    index: (repository: string, region = REGION) =>
      `${url}/acme-${ACCOUNT}.d.codeartifact.${region}.amazonaws.com/pypi/${repository}/`,
    token: async (region = REGION, principal: Principal = iam.operator): Promise<string> =>
      (await call('GetAuthorizationToken', { domain: 'acme' }, { region, principal })).authorizationToken,
    async close() {
      await endpoint.close();
      if (options.store === undefined) await store.close();
      if (options.directory === undefined) await rm(directory, { recursive: true, force: true });
    },
  };
}

export type Harness = Awaited<ReturnType<typeof startHarness>>;

/** Every permission that IAM is asked for, and a role's principal to ask as. */
function recordPermissions(iam: LocalIam): Permission[] {
  const asked: Permission[] = [];
  const authorize = iam.authorize.bind(iam);
  iam.authorize = (principal, permissions, context) => {
    asked.push(...permissions);
    authorize(principal, permissions, context);
  };
  return asked;
}
