import type { Store, Table } from '../storage/store';
import type { Catalog, Domain, Repository } from './catalog';

type StoredDomain = Pick<Domain, 'name' | 'region' | 'encryptionKey'>;
type StoredRepository = Omit<Repository, 'arn' | 'created'>;

/**
 * Domains and repositories that API calls made. They are kept on disk, for no assembly brings them back. What the
 * assembly deploys can be deleted too, and is there again after the next start.
 */
export class CreatedResources {
  private readonly domains: Table<StoredDomain>;
  private readonly repositories: Table<StoredRepository>;

  constructor(
    store: Store,
    private readonly catalog: Catalog,
  ) {
    this.domains = store.table('codeartifact-domains');
    this.repositories = store.table('codeartifact-repositories');
  }

  /**
   * Takes them up again; where the assembly has one of the same name by now, it decides. A repository whose domain the
   * assembly no longer has is left out: it stays on disk, and is there again at a start with its domain.
   */
  async load(): Promise<void> {
    for await (const [, domain] of this.domains.entries())
      if (!this.catalog.has(domain.region, domain.name)) await this.catalog.putDomain(domain);
    for await (const [, repository] of this.repositories.entries()) {
      const { region, domain, name } = repository;
      if (!this.catalog.has(region, domain)) continue;
      if (!this.catalog.domain(region, domain).repositories.has(name))
        await this.catalog.putRepository(repository);
    }
  }

  async createDomain(domain: StoredDomain): Promise<Domain> {
    await this.domains.put(`${domain.region}/${domain.name}`, domain);
    return await this.catalog.putDomain(domain);
  }

  async createRepository(repository: StoredRepository): Promise<Repository> {
    const { region, domain, name } = repository;
    await this.repositories.put(`${region}/${domain}/${name}`, repository);
    return await this.catalog.putRepository(repository);
  }

  async deleteDomain({ region, name }: Domain): Promise<void> {
    await this.domains.delete(`${region}/${name}`);
    await this.catalog.removeDomain(region, name);
  }

  async deleteRepository({ region, domain, name }: Repository): Promise<void> {
    await this.repositories.delete(`${region}/${domain}/${name}`);
    await this.catalog.removeRepository(region, domain, name);
  }
}
