import { createHash } from 'node:crypto';
import type { Clock } from '../clock';
import type { Call } from '../service';
import type { Store, Table } from '../storage/store';
import { arns } from './arns';
import { PackageGroups } from './groups/package-groups';
import { notFound } from './not-found';

/** A domain of one region. */
export interface Domain {
  readonly name: string;
  readonly region: string;
  readonly arn: string;
  readonly created: number;
  readonly encryptionKey?: string;
  readonly policy?: unknown;
  readonly groups: PackageGroups;
  readonly repositories: Map<string, Repository>;
}

/** A repository of a domain. */
export interface Repository {
  readonly name: string;
  readonly domain: string;
  readonly region: string;
  readonly arn: string;
  readonly created: number;
  readonly description?: string;
  /** Names of repositories of the same domain, in the order of their priority. */
  readonly upstreams: readonly string[];
  /** `public:pypi` */
  readonly externalConnections: readonly string[];
  readonly policy?: unknown;
}

/**
 * Domains and repositories. Those of the cloud assembly come anew on each start and only their age is kept on disk; for
 * others see created-resources.ts.
 */
export class Catalog {
  private readonly domains = new Map<string, Domain>();
  private readonly created: Table<number>;

  constructor(private readonly options: { store: Store; clock: Clock; account: string }) {
    this.created = options.store.table('codeartifact-created');
  }

  async putDomain(domain: Pick<Domain, 'name' | 'region' | 'encryptionKey' | 'policy'>): Promise<Domain> {
    const arn = arns.domain({ region: domain.region, account: this.options.account }, domain.name);
    const created = await this.since(arn);
    const deployed = { ...domain, arn, created, groups: new PackageGroups(created), repositories: new Map() };
    this.domains.set(`${domain.region}/${domain.name}`, deployed);
    return deployed;
  }

  /** The domain must exist. */
  async putRepository(repository: Omit<Repository, 'arn' | 'created'>): Promise<Repository> {
    const domain = this.domain(repository.region, repository.domain);
    const place = { region: repository.region, account: this.options.account };
    const arn = arns.repository(place, repository.domain, repository.name);
    const deployed = { ...repository, arn, created: await this.since(arn) };
    domain.repositories.set(repository.name, deployed);
    return deployed;
  }

  async removeDomain(region: string, name: string): Promise<void> {
    await this.created.delete(this.domain(region, name).arn);
    this.domains.delete(`${region}/${name}`);
  }

  async removeRepository(region: string, domainName: string, name: string): Promise<void> {
    await this.created.delete(this.repository(region, domainName, name).arn);
    this.domain(region, domainName).repositories.delete(name);
  }

  has(region: string, domainName: string): boolean {
    return this.domains.has(`${region}/${domainName}`);
  }

  /** Milliseconds since the epoch at which `arn` was deployed first. */
  async since(arn: string): Promise<number> {
    const known = await this.created.get(arn);
    if (known !== undefined) return known;
    const now = this.options.clock.now();
    await this.created.put(arn, now);
    return now;
  }

  /** Domains of a region in the order of their names. */
  list(region: string): Domain[] {
    return [...this.domains.values()].filter((domain) => domain.region === region).sort(byName);
  }

  /** @throws ResourceNotFoundException */
  domain(region: string, name: string): Domain {
    const domain = this.domains.get(`${region}/${name}`);
    if (!domain) throw notFound('domain', name, `Domain not found. Domain name: ${name}, region: ${region}`);
    return domain;
  }

  /** @throws ResourceNotFoundException */
  repository(region: string, domainName: string, name: string): Repository {
    const repository = this.domain(region, domainName).repositories.get(name);
    if (!repository)
      throw notFound(
        'repository',
        name,
        `Repository not found. Domain name: ${domainName}, repository: ${name}`,
      );
    return repository;
  }

  /**
   * The domain that a call names, which is one of the caller's account unless the call says whose (user guide, "Domain
   * policies"). @throws ResourceNotFoundException, also for the domain of another account
   */
  domainOf(input: { domain: string; domainOwner?: string }, call: Call): Domain {
    const owner = input.domainOwner ?? call.principal.account;
    if (owner !== this.options.account)
      throw notFound(
        'domain',
        input.domain,
        `Domain not found. Domain name: ${input.domain}, owner: ${owner}`,
      );
    return this.domain(call.region, input.domain);
  }

  /** The repository that a call names. @throws ResourceNotFoundException */
  repositoryOf(input: { domain: string; domainOwner?: string; repository: string }, call: Call): Repository {
    this.domainOf(input, call);
    return this.repository(call.region, input.domain, input.repository);
  }
}

/** Revision of a policy document; it changes with the document. */
export function policyRevision(document: unknown): string {
  return createHash('sha256').update(JSON.stringify(document)).digest('base64');
}

/** Orders by name, code point by code point. */
export function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
