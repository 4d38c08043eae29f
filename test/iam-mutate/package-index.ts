import { createHash } from 'node:crypto';
import type { Principal } from '../../lib/local/service';
import { type FlowAccount, PACKAGE } from './flow-account';

/** A caller's way into a repository of one region, as pip and twine take it. */
export interface IndexVisit {
  readonly region: string;
  readonly repository: string;
  readonly as: Principal;
}

/** The package index answered 403. */
export class Denied extends Error {}

/** Reads the package's page and the first file that it names, as pip does. @throws Denied */
export async function readIndex(account: FlowAccount, visit: IndexVisit): Promise<void> {
  const headers = await authorization(account, visit);
  const page = await fetch(`${indexUrl(account, visit)}simple/${PACKAGE}/`, {
    headers: { ...headers, accept: 'application/vnd.pypi.simple.v1+json' },
  });
  refuse(page);
  const { files } = (await page.json()) as { files: { url: string; hashes: { sha256: string } }[] };
  const [file] = files;
  if (!file) throw new Error(`${page.url}: expected files of ${PACKAGE}, found none`);
  const answer = await fetch(new URL(file.url, page.url), { headers });
  refuse(answer);
  const found = createHash('sha256')
    .update(Buffer.from(await answer.arrayBuffer()))
    .digest('hex');
  if (found !== file.hashes.sha256)
    throw new Error(`${file.url}: expected ${file.hashes.sha256}, got ${found}`);
}

/** Uploads a file, as twine does. @throws Denied */
export async function upload(account: FlowAccount, visit: IndexVisit): Promise<void> {
  const content = Buffer.from('not from the pipeline');
  const form = new FormData();
  const fields = {
    ':action': 'file_upload',
    protocol_version: '1',
    metadata_version: '2.1',
    filetype: 'sdist',
    pyversion: 'source',
    name: PACKAGE,
    version: '0.0.1',
    sha256_digest: createHash('sha256').update(content).digest('hex'),
  };
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('content', new Blob([content]), `${PACKAGE.replace('-', '_')}-0.0.1.tar.gz`);
  const headers = await authorization(account, visit);
  refuse(await fetch(indexUrl(account, visit), { method: 'POST', headers, body: form }));
}

function indexUrl({ runtime, names }: FlowAccount, { region, repository }: IndexVisit): string {
  return `${runtime.url}/${names.domain}-${runtime.account}.d.codeartifact.${region}.amazonaws.com/pypi/${repository}/`;
}

async function authorization(account: FlowAccount, { region, as }: IndexVisit) {
  const input = { domain: account.names.domain, domainOwner: account.runtime.account };
  const { authorizationToken } = await account.call('codeartifact:GetAuthorizationToken', input, {
    region,
    as,
  });
  return { authorization: `Basic ${Buffer.from(`aws:${authorizationToken}`).toString('base64')}` };
}

function refuse(answer: Response): void {
  if (answer.status === 403) throw new Denied(`${answer.url}: 403`);
  if (!answer.ok) throw new Error(`${answer.url}: ${answer.status} ${answer.statusText}`);
}
