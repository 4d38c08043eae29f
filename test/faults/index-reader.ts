import { createHash } from 'node:crypto';
import { type CodeartifactClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-codeartifact';
import { ACCOUNT } from '../bench/world/paths';

/** SHA-256 by file name of what a region's index shows of a version. */
export type Shown = Readonly<Record<string, string>>;

interface IndexFile {
  readonly filename: string;
  readonly url: string;
  readonly hashes: { readonly sha256: string };
}

/** A page named a file, and the index had it no more when it was asked for. */
export class FileGone extends Error {
  constructor(
    region: string,
    readonly file: string,
  ) {
    super(`region ${region}: ${file} is on the page, and cannot be had (404)`);
  }
}

/** Reads package indexes over HTTP as installers do: the JSON form of PEP 691, with a token of the region. */
export class IndexReader {
  private readonly tokens = new Map<string, Promise<string>>();

  constructor(
    private readonly options: {
      readonly domain: string;
      readonly codeArtifact: (region: string) => CodeartifactClient;
      readonly endpoint: () => string;
    },
  ) {}

  /** What a region shows of a version now. */
  async shown(region: string, name: string, version: string, repository = 'release'): Promise<Shown> {
    return (await this.versions(region, name, repository)).get(version) ?? {};
  }

  /** What a region shows of every version of a package now, in the order of the page. */
  async versions(region: string, name: string, repository = 'release'): Promise<ReadonlyMap<string, Shown>> {
    const versions = new Map<string, Shown>();
    for (const file of await this.page(region, name, repository)) {
      const version = versionOf(file);
      versions.set(version, { ...versions.get(version), [file.filename]: file.hashes.sha256 });
    }
    return versions;
  }

  /**
   * Downloads every file of a version.
   *
   * @throws FileGone for a file that the page names and the index has no more
   * @throws Error for a file whose bytes are not what the page says
   */
  async download(region: string, name: string, version: string, repository = 'release'): Promise<Shown> {
    const shown: Record<string, string> = {};
    for (const file of await this.page(region, name, repository)) {
      if (versionOf(file) !== version) continue;
      const { filename, url, hashes } = file;
      const answer = await this.get(region, new URL(url, this.pageUrl(region, name, repository)).href);
      if (answer.status === 404) throw new FileGone(region, filename);
      const sha256 = createHash('sha256')
        .update(Buffer.from(await answer.arrayBuffer()))
        .digest('hex');
      if (answer.status !== 200 || sha256 !== hashes.sha256)
        throw new Error(
          `region ${region}: ${filename} (${answer.status}): expected ${hashes.sha256}, got ${sha256}`,
        );
      shown[filename] = sha256;
    }
    return shown;
  }

  /** Forgets tokens: a runtime that jumped in time takes no old ones. */
  forget(): void {
    this.tokens.clear();
  }

  private async page(region: string, name: string, repository: string): Promise<IndexFile[]> {
    const url = this.pageUrl(region, name, repository);
    const answer = await this.get(region, url);
    if (answer.status === 404) return [];
    if (!answer.ok) throw new Error(`${url}: expected a page, got ${answer.status}: ${await answer.text()}`);
    return ((await answer.json()) as { files: IndexFile[] }).files;
  }

  private async get(region: string, url: string): Promise<Response> {
    const headers = {
      accept: 'application/vnd.pypi.simple.v1+json',
      authorization: await this.basic(region),
    };
    const answer = await fetch(url, { headers });
    if (answer.status !== 401) return answer;
    this.tokens.delete(region);
    return await fetch(url, { headers: { ...headers, authorization: await this.basic(region) } });
  }

  /** What to put into the header `Authorization`. */
  async basic(region: string): Promise<string> {
    const token = this.tokens.get(region) ?? this.token(region);
    this.tokens.set(region, token);
    return `Basic ${Buffer.from(`aws:${await token}`).toString('base64')}`;
  }

  private async token(region: string): Promise<string> {
    const command = new GetAuthorizationTokenCommand({ domain: this.options.domain });
    const { authorizationToken = '' } = await this.options.codeArtifact(region).send(command);
    return authorizationToken;
  }

  /** Address of a repository's index; it takes uploads too. */
  indexUrl(region: string, repository: string): string {
    const { endpoint, domain } = this.options;
    return `${endpoint()}/${domain}-${ACCOUNT}.d.codeartifact.${region}.amazonaws.com/pypi/${repository}/`;
  }

  private pageUrl(region: string, name: string, repository: string): string {
    return `${this.indexUrl(region, repository)}simple/${name}/`;
  }
}

/** Addresses end in the version and the file. */
function versionOf({ url }: IndexFile): string {
  return decodeURIComponent(url.split('/').at(-2) ?? '');
}
