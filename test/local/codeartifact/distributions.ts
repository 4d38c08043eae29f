import { createHash } from 'node:crypto';
import { ZipFile } from 'yazl';

/** A distribution file as a client would upload it. */
export interface Distribution {
  readonly name: string;
  readonly version: string;
  readonly fileName: string;
  readonly bytes: Buffer;
}

/** A small wheel that pip can install. `content` makes its bytes differ from those of another one. */
export async function wheel(name: string, version: string, content = 'x = 1\n'): Promise<Distribution> {
  const stem = `${name.replace(/[-.]/g, '_')}-${version}`;
  const zip = new ZipFile();
  const mtime = new Date(Date.UTC(2020, 0, 1));
  const add = (path: string, text: string) => zip.addBuffer(Buffer.from(text), path, { mtime });
  const files: [string, string][] = [
    [`${name.replace(/[-.]/g, '_')}.py`, content],
    [`${stem}.dist-info/METADATA`, coreMetadata(name, version)],
    [
      `${stem}.dist-info/WHEEL`,
      'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
    ],
  ];
  for (const [path, text] of files) add(path, text);
  const record = files.map(([path, text]) => `${path},sha256=${digest(text)},${Buffer.byteLength(text)}\n`);
  add(`${stem}.dist-info/RECORD`, `${record.join('')}${stem}.dist-info/RECORD,,\n`);
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer);
  return { name, version, fileName: `${stem}-py3-none-any.whl`, bytes: Buffer.concat(chunks) };
}

/** A file with the name of a source distribution; nothing here looks into it. */
export function sdist(name: string, version: string, content = 'source'): Distribution {
  const fileName = `${name.replace(/[-.]/g, '_')}-${version}.tar.gz`;
  return { name, version, fileName, bytes: Buffer.from(`${content} of ${fileName}`) };
}

/** What `wheel` writes into METADATA. */
export function coreMetadata(name: string, version: string): string {
  return `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\nSummary: A test\nRequires-Python: >=3.8\n`;
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Uploads as twine does. `fields` replaces what the form says, undefined leaves a field out. */
export async function upload(
  index: string,
  token: string,
  file: Distribution,
  fields: Readonly<Record<string, string | undefined>> = {},
): Promise<Response> {
  const form = new FormData();
  const said = {
    ':action': 'file_upload',
    protocol_version: '1',
    metadata_version: '2.1',
    name: file.name,
    version: file.version,
    summary: 'A test',
    requires_python: '>=3.8',
    license: 'MIT-0',
    sha256_digest: sha256(file.bytes),
    ...fields,
  };
  for (const [name, value] of Object.entries(said)) if (value !== undefined) form.append(name, value);
  form.append('content', new File([new Uint8Array(file.bytes)], file.fileName));
  return await fetch(index, { method: 'POST', body: form, headers: basic(token) });
}

/** Header with a token as package managers send it. */
export function basic(token: string): Record<string, string> {
  return { Authorization: `Basic ${Buffer.from(`aws:${token}`).toString('base64')}` };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
