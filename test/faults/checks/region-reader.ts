import { askIndex } from '../world/index-client';
import { ACCOUNT } from '../world/permissive-iam';
import { PACKAGE, VERSION } from '../world/releases';
import type { World } from '../world/world';
import { REPOSITORIES } from '../world/world';

/** What a region serves of the version: SHA-256 by file name. */
export type Served = Readonly<Record<string, string>>;

/** Longest life of a token. */
const TOKEN_MS = 11 * 3600_000;

/** Reads regions as pip would: from the package index, in the JSON form of PEP 691. */
export class RegionReader {
  private readonly tokens = new Map<string, { token: string; until: number }>();

  constructor(private readonly world: () => World) {}

  /** What the region's release repository serves now. */
  async read(region: string): Promise<Served> {
    const url = `/${REPOSITORIES.domain}-${ACCOUNT}.d.codeartifact.${region}.amazonaws.com/pypi/${REPOSITORIES.release}/simple/${PACKAGE}/`;
    const headers = { accept: 'application/vnd.pypi.simple.v1+json' };
    const answer = await askIndex(this.world().index, {
      method: 'GET',
      url,
      headers,
      token: await this.token(region),
    });
    if (answer?.status === 404) return {};
    if (answer?.status !== 200)
      throw new Error(`region ${region}: expected a page, got ${answer?.status}: ${answer?.body}`);
    const { files } = JSON.parse(answer.body) as {
      files: { filename: string; url: string; hashes: { sha256: string } }[];
    };
    const ours = files.filter(({ url: address }) => address.startsWith(`${VERSION}/`));
    return Object.fromEntries(ours.map(({ filename, hashes }) => [filename, hashes.sha256]));
  }

  /** SHA-256 by name of what is staged in the region. */
  async staged(region: string): Promise<Served> {
    const listing = {
      domain: REPOSITORIES.domain,
      repository: REPOSITORIES.staging,
      format: 'pypi',
      package: PACKAGE,
      packageVersion: VERSION,
    };
    try {
      const { assets } = await this.world().call('codeartifact', 'ListPackageVersionAssets', {
        region,
        ...listing,
      });
      return Object.fromEntries(assets.map(({ name, hashes }: any) => [name, hashes['SHA-256']]));
    } catch (error) {
      if ((error as Error).name === 'ResourceNotFoundException') return {};
      throw error;
    }
  }

  async token(region: string): Promise<string> {
    const known = this.tokens.get(region);
    const now = this.world().clock.now();
    if (known && known.until > now) return known.token;
    const { authorizationToken } = await this.world().call('codeartifact', 'GetAuthorizationToken', {
      region,
      domain: REPOSITORIES.domain,
    });
    this.tokens.set(region, { token: authorizationToken, until: now + TOKEN_MS });
    return authorizationToken;
  }
}

/** Whether two regions serve the same. */
export function isSame(a: Served, b: Served): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
