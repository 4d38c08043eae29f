import { Codeartifact } from '@aws-sdk/client-codeartifact';
import { basic, type Distribution, sha256, upload, wheel } from '../local/codeartifact/distributions';
import type { ContractRun } from './contract-run';

/** The package that the contract tests publish. */
export const PACKAGE = 'contract-sample';

/**
 * A domain with the repositories `staging` and `release`, made for one test file. Call `create` in `beforeAll`. It costs
 * nothing but a few stored bytes and requests.
 */
export function packageDomain(run: ContractRun) {
  const domain = run.name('domain');
  let client: Codeartifact;
  let token = '';
  const indexes = new Map<string, string>();
  const of = (repository: string) => ({ domain, repository, format: 'pypi' as const, package: PACKAGE });

  async function addRepository(repository: string): Promise<void> {
    run.removeLater(`repository ${repository} of domain ${domain}`, () =>
      client.deleteRepository({ domain, repository }),
    );
    await client.createRepository({ domain, repository });
    const { repositoryEndpoint } = await client.getRepositoryEndpoint({ domain, repository, format: 'pypi' });
    indexes.set(repository, repositoryEndpoint as string);
  }

  const index = (repository: string) => indexes.get(repository) as string;
  /** Fetches from a repository's index, with the domain's token unless another is given. */
  const get = (repository: string, path: string, headers: Record<string, string> = basic(token)) =>
    fetch(index(repository) + path, { headers });

  return {
    domain,
    of,
    index,
    get,
    get client() {
      return client;
    },
    get token() {
      return token;
    },
    async create(): Promise<void> {
      client = new Codeartifact(run.account.client);
      run.removeLater(`domain ${domain}`, async () => {
        await client.deleteDomain({ domain });
        client.destroy();
      });
      const created = await client.createDomain({ domain });
      if (created.domain?.status !== 'Active')
        throw new Error(`domain ${domain} is ${created.domain?.status}`);
      for (const repository of ['staging', 'release']) await addRepository(repository);
      const given = await client.getAuthorizationToken({ domain, durationSeconds: 900 });
      token = given.authorizationToken as string;
    },
    /** Uploads and waits until the asset is listed, since reads after a publication can lag behind. */
    async publish(repository: string, file: Distribution): Promise<void> {
      const response = await upload(index(repository), token, file);
      if (!response.ok)
        throw new Error(`upload of ${file.fileName}: ${response.status} ${await response.text()}`);
      await response.arrayBuffer();
      await run.eventually(async () => {
        const found = (await this.assets(repository, file.version)).get(file.fileName);
        if (found !== sha256(file.bytes))
          throw new Error(
            `${file.fileName}: expected SHA-256 ${sha256(file.bytes)} in the list, got ${found}`,
          );
      });
    },
    upload: (repository: string, file: Distribution) => upload(index(repository), token, file),
    /** Name → SHA-256 of a version's assets. */
    async assets(repository: string, packageVersion: string): Promise<Map<string, string>> {
      const { assets = [] } = await client.listPackageVersionAssets({ ...of(repository), packageVersion });
      return new Map(assets.map(({ name, hashes }) => [name as string, hashes?.['SHA-256'] as string]));
    },
    async version(repository: string, packageVersion: string) {
      const { packageVersion: found } = await client.describePackageVersion({
        ...of(repository),
        packageVersion,
      });
      return { status: found?.status, revision: found?.revision as string };
    },
    /** File names on a project's page. */
    async listed(repository: string): Promise<string[]> {
      const page = await (await get(repository, `simple/${PACKAGE}/`)).text();
      return [...page.matchAll(/>([^<>]+\.whl)</g)].map(([, name]) => name as string);
    },
    async download(repository: string, file: Distribution): Promise<{ status: number; bytes: Buffer }> {
      const response = await get(repository, `simple/${PACKAGE}/${file.version}/${file.fileName}`);
      return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()) };
    },
  };
}

/** A wheel of the package; with a build number it is another file of the same version. */
export async function sample(
  version: string,
  { content = 'x = 1\n', build = '' } = {},
): Promise<Distribution> {
  const file = await wheel(PACKAGE, version, content);
  if (build === '') return file;
  return { ...file, fileName: file.fileName.replace('-py3', `-${build}-py3`) };
}
