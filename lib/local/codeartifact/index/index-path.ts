/** A request path of the package index, taken apart. */
export interface IndexPath {
  readonly domain: string;
  readonly account: string;
  readonly region: string;
  readonly repository: string;
  /** What follows the repository, decoded: `[]`, `['simple', 'name']`, `['simple', 'name', '1.0', 'file']`. */
  readonly rest: readonly string[];
  /** Whether the path ends in a slash. */
  readonly isFolder: boolean;
}

const HOST =
  /^(?:\/|https?:\/\/)([a-z][a-z0-9-]{0,48}[a-z0-9])-(\d{12})\.d\.codeartifact\.([a-z0-9-]+)\.amazonaws\.com(?=\/|$)/;

/**
 * Whether a path belongs to the package index: its first segment is the host name that the index has on AWS. A client
 * that uses this machine as HTTP proxy sends the address as it is on AWS instead; keyrings.codeartifact knows no other.
 */
export function isIndexPath(path: string): boolean {
  return HOST.test(path);
}

/** Undefined for a path that names no PyPI repository. */
export function parseIndexPath(path: string): IndexPath | undefined {
  const [host, domain = '', account = '', region = ''] = HOST.exec(path) ?? [];
  if (host === undefined) return undefined;
  const segments = decode(path.slice(host.length + 1).split('/'));
  const [format, repository, ...rest] = segments ?? [];
  if (format !== 'pypi' || !repository) return undefined;
  const isFolder = rest.at(-1) === '';
  return { domain, account, region, repository, isFolder, rest: isFolder ? rest.slice(0, -1) : rest };
}

/** Base address of a repository for package managers. */
export function indexUrl(
  endpoint: string,
  of: Pick<IndexPath, 'domain' | 'account' | 'region' | 'repository'>,
) {
  return `${endpoint}/${of.domain}-${of.account}.d.codeartifact.${of.region}.amazonaws.com/pypi/${of.repository}/`;
}

function decode(segments: readonly string[]): string[] | undefined {
  try {
    return segments.map(decodeURIComponent);
  } catch {
    return undefined;
  }
}
