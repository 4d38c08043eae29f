import { createHash } from 'node:crypto';
import { type FlowAccount, PACKAGE } from './flow-account';
import type { Flow } from './flows';

/** What an administrator tries on the way round the workflow. Each must be refused in every region. */
export const PROBES: readonly Flow[] = [
  ...['staging', 'release'].map((which) =>
    probe(`an administrator uploads to ${which}`, (account, region) =>
      upload(account, region, account.names[which as 'staging' | 'release']),
    ),
  ),
  probe('an administrator copies into staging', (account, region) =>
    copy(account, region, { from: account.names.release, to: account.names.staging }),
  ),
  probe('an administrator copies into release', (account, region) =>
    // From release as well: reading from staging is refused by another statement.
    copy(account, region, { from: account.names.release, to: account.names.release }),
  ),
  probe('an administrator reads staging', async (account, region) => {
    const url = indexUrl(account, region, account.names.staging);
    refuseIfDenied(
      await fetch(`${url}simple/${PACKAGE}/`, { headers: await authorization(account, region) }),
    );
  }),
  ...['DeletePackageVersions', 'DisposePackageVersions', 'UpdatePackageVersionsStatus', 'DeletePackage'].map(
    (operation) =>
      probe(`an administrator calls ${operation} in staging`, async (account, region) => {
        const { domain, staging: repository } = account.names;
        await account.call(
          `codeartifact:${operation}`,
          {
            ...{ domain, repository, format: 'pypi', package: PACKAGE },
            ...(operation !== 'DeletePackage' && { versions: ['9.0.0'] }),
            ...(operation === 'UpdatePackageVersionsStatus' && { targetStatus: 'Unlisted' }),
          },
          region,
        );
      }),
  ),
];

class Denied extends Error {}

function probe(name: string, attempt: (account: FlowAccount, region: string) => Promise<void>): Flow {
  return {
    name,
    probe: true,
    async run(account) {
      for (const region of account.names.regions) await expectDenied(() => attempt(account, region), region);
    },
  };
}

async function expectDenied(attempt: () => Promise<void>, region: string): Promise<void> {
  try {
    await attempt();
  } catch (error) {
    if (error instanceof Denied || /^AccessDenied/.test((error as Error).name)) return;
    throw new Error(`${region}: expected a denial, got ${error}`, { cause: error });
  }
  throw new Error(`${region}: expected a denial, and it was allowed`);
}

async function copy(account: FlowAccount, region: string, { from, to }: { from: string; to: string }) {
  await account.call(
    'codeartifact:CopyPackageVersions',
    {
      domain: account.names.domain,
      sourceRepository: from,
      destinationRepository: to,
      format: 'pypi',
      package: PACKAGE,
      versions: ['9.0.1'],
    },
    region,
  );
}

/** As twine does it. */
async function upload(account: FlowAccount, region: string, repository: string): Promise<void> {
  const content = Buffer.from('not from the pipeline');
  const form = new FormData();
  const fields = {
    ':action': 'file_upload',
    protocol_version: '1',
    metadata_version: '2.1',
    filetype: 'sdist',
    pyversion: 'source',
    name: PACKAGE,
    version: '9.0.2',
    sha256_digest: createHash('sha256').update(content).digest('hex'),
  };
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('content', new Blob([content]), `${PACKAGE.replace('-', '_')}-9.0.2.tar.gz`);
  const headers = await authorization(account, region);
  refuseIfDenied(await fetch(indexUrl(account, region, repository), { method: 'POST', headers, body: form }));
}

function indexUrl({ runtime, names }: FlowAccount, region: string, repository: string): string {
  return `${runtime.url}/${names.domain}-${runtime.account}.d.codeartifact.${region}.amazonaws.com/pypi/${repository}/`;
}

async function authorization(account: FlowAccount, region: string) {
  const { domain } = account.names;
  const { authorizationToken } = await account.call('codeartifact:GetAuthorizationToken', { domain }, region);
  return { authorization: `Basic ${Buffer.from(`aws:${authorizationToken}`).toString('base64')}` };
}

function refuseIfDenied(answer: Response): void {
  if (answer.status === 403) throw new Denied();
  if (!answer.ok) throw new Error(`${answer.url}: ${answer.status} ${answer.statusText}`);
}
