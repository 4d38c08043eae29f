import { STATUS_CODES } from 'node:http';
import { normalizePackageName } from '../../../contract';
import { arns } from '../arns';
import { type DistributionFile, isSameVersion, parseDistributionFile } from '../distribution-file';
import { publishAsset } from '../publish-asset';
import { readWheelMetadata } from '../wheel-metadata';
import type { LateFault } from './fault-gate';
import { IndexError } from './index-error';
import { indexUrl } from './index-path';
import { addressOf, authorize, type IndexRequest } from './index-request';
import { type StoredUpload, storeUpload } from './store-upload';
import { type Fields, readUploadForm, type UploadForm } from './upload-form';
import { uploadMetadata } from './upload-metadata';

/** Default quota "Asset file size maximum" (user guide, "Quotas in AWS CodeArtifact"). */
const LARGEST_ASSET = 5 * 1024 ** 3;

/**
 * An upload as twine makes it: a form with the core metadata as fields and the file in `content` (PyPI's legacy upload
 * API). The answer comes when the asset is on disk and visible.
 */
export async function upload(request: IndexRequest): Promise<void> {
  const { context, response } = request;
  let fault: LateFault | undefined;
  const form = await readUploadForm(request.request, async (stream, fileName, fields) => {
    // Fields come first from every known client, so that most refusals need no byte of the file.
    fault = await askFaults(request, fileName, fields);
    if (fault?.kind === 'cut-off') {
      request.request.socket.destroy();
      throw new IndexError(503, 'connection broken in the middle of the upload (injected fault)');
    }
    authorizePublishing(request, fields.get('name')?.[0] ?? distribution(fileName).package);
    return await storeUpload(context.blobs, stream, { wrongBytes: fault?.kind === 'wrong-bytes' });
  });
  const name = required(form.fields, 'name');
  authorizePublishing(request, name);
  checkForm(request, form);
  const refusal = await publishAsset(context, {
    address: addressOf(request, normalizePackageName(name)),
    // That a version is kept as the form has it, and not as PEP 440 normalises it, is a guess.
    version: required(form.fields, 'version'),
    fileName: form.fileName,
    asset: {
      size: form.file.size,
      hashes: form.file.hashes,
      requiresPython: form.fields.get('requires_python')?.find(Boolean),
      coreMetadata: await coreMetadata(request, form),
    },
    metadata: uploadMetadata(form.fields),
  });
  if (refusal) throw new IndexError(refusal.status, refusal.message);
  if (fault?.kind === 'lost-answer') {
    request.request.socket.destroy();
    return;
  }
  response.writeHead(200, STATUS_CODES[200], { 'Content-Length': 0 });
  response.end();
}

/** Faults can be meant for one package, version or file: the subject has them all. */
async function askFaults(
  request: IndexRequest,
  fileName: string,
  fields: Fields,
): Promise<LateFault | undefined> {
  const { region, domain, account, repository } = request.path;
  const base = indexUrl('', { region, domain, account, repository });
  const names = [fields.get('name')?.[0], fields.get('version')?.[0], fileName].filter(Boolean).join('/');
  return await request.faults.pass(request.request, {
    operation: 'PublishPackageVersion',
    region,
    subject: base + names,
    caller: request.principal.arn,
  });
}

function authorizePublishing(request: IndexRequest, name: string): void {
  const address = addressOf(request, normalizePackageName(name));
  const resource = arns.package(request.context.account, address);
  authorize(request, { action: 'codeartifact:PublishPackageVersion', resource });
}

/** @throws IndexError 400 */
function distribution(fileName: string): DistributionFile {
  const file = parseDistributionFile(fileName);
  if (!file)
    throw new IndexError(400, `"${fileName}" is not the file name of a wheel or a source distribution`);
  return file;
}

function required(fields: Fields, name: string): string {
  const value = fields.get(name)?.[0];
  if (!value) throw new IndexError(400, `the form field "${name}" is missing`);
  return value;
}

/** @throws IndexError 400 when file, name, version and digests do not agree */
function checkForm({ context }: IndexRequest, { fields, fileName, file }: UploadForm<StoredUpload>): void {
  const action = fields.get(':action')?.[0];
  if (action !== 'file_upload')
    throw new IndexError(400, `:action: expected "file_upload", got ${JSON.stringify(action ?? '')}`);
  const [name, version] = [required(fields, 'name'), required(fields, 'version')];
  if (!/^[A-Z0-9](?:[A-Z0-9._-]*[A-Z0-9])?$/i.test(name))
    throw new IndexError(400, `"${name}" is no project name`);
  if (!/^[^#/\s]{1,255}$/.test(version)) throw new IndexError(400, `"${version}" is no version`);
  const named = distribution(fileName);
  if (named.package !== normalizePackageName(name) || !isSameVersion(named.version, version))
    throw new IndexError(400, `file name "${fileName}" does not fit name "${name}" and version "${version}"`);
  for (const [field, digest] of [
    ['md5_digest', file.sent.md5],
    ['sha256_digest', file.sent.sha256],
  ] as const) {
    const expected = fields.get(field)?.[0];
    if (expected && expected.toLowerCase() !== digest)
      throw new IndexError(
        400,
        `${fileName}: ${field} says ${expected}, but the file received has ${digest}`,
      );
  }
  if (context.quirks.quotas && file.size > LARGEST_ASSET)
    throw new IndexError(
      402,
      `${fileName}: ${file.size} bytes are more than an asset can have (${LARGEST_ASSET})`,
    );
}

async function coreMetadata({ context }: IndexRequest, { fileName, file }: UploadForm<StoredUpload>) {
  if (!fileName.endsWith('.whl')) return undefined;
  const metadata = await readWheelMetadata(context.blobs.locate(file.hashes['SHA-256']));
  if (!metadata) return undefined;
  return (await context.blobs.write(toChunks(metadata))).hashes['SHA-256'];
}

async function* toChunks(bytes: Buffer): AsyncIterable<Buffer> {
  yield bytes;
}
