const BOUNDARY = 'bench-boundary';
const FORM_TYPE = `multipart/form-data; boundary=${BOUNDARY}`;

/** What stands around a file in the form that twine sends. */
export interface UploadFrame {
  readonly head: Buffer;
  readonly tail: Buffer;
  /** Content type of the form. */
  readonly type: string;
}

/** File name of the distribution that a project has. */
export function distributionName(project: string, version = '1.0'): string {
  return `${project}-${version}.tar.gz`;
}

/** The form in which a project's source distribution is sent, without the file: that may be too long for memory. */
export function uploadFrame(project: string, sha256: string, version = '1.0'): UploadFrame {
  const fields = {
    ':action': 'file_upload',
    protocol_version: '1',
    metadata_version: '2.1',
    name: project,
    version,
    filetype: 'sdist',
    pyversion: 'source',
    sha256_digest: sha256,
  };
  const part = (disposition: string) => `--${BOUNDARY}\r\nContent-Disposition: form-data; ${disposition}\r\n`;
  const texts = Object.entries(fields).map(([name, value]) => `${part(`name="${name}"`)}\r\n${value}\r\n`);
  const file = part(`name="content"; filename="${distributionName(project, version)}"`);
  return {
    head: Buffer.from(`${texts.join('')}${file}Content-Type: application/octet-stream\r\n\r\n`),
    tail: Buffer.from(`\r\n--${BOUNDARY}--\r\n`),
    type: FORM_TYPE,
  };
}
