import { type Call, type Operation, type Permission, ServiceError } from '../../service';
import { objectArn } from '../buckets';
import { readKeyPermissions } from '../encryption';
import { checkReadConditions } from '../preconditions';
import {
  bucketOf,
  checkPartNumber,
  type ReadableVersion,
  readVersion,
  type S3Context,
  versionIdOf,
} from '../s3-context';

/** GetObject: an object, a version of it, or a range of its bytes. */
export function getObject(context: S3Context): Operation {
  return {
    permissions: (input, call) => readPermissions(context, input, call),
    async handle(input, call) {
      const { version, range, answer } = await describeRead(context, input, call);
      const body = await context.blobs.read(version.content.sha256, range);
      return { ...answer, Body: body };
    },
  };
}

/** HeadObject: the same answer without the body. */
export function headObject(context: S3Context): Operation {
  return {
    permissions: (input, call) => readPermissions(context, input, call),
    async handle(input, call) {
      return (await describeRead(context, input, call)).answer;
    },
  };
}

async function readPermissions(
  context: S3Context,
  input: { Bucket: string; Key: string; VersionId?: string },
  call: Call,
): Promise<Permission[]> {
  const action = input.VersionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion';
  return [
    { action, resource: objectArn(input.Bucket, input.Key) },
    ...(await readKeyPermissions(context, input, call)),
  ];
}

async function describeRead(context: S3Context, input: any, call: Call) {
  const bucket = bucketOf(context, input, call);
  const { PartNumber } = input;
  if (PartNumber !== undefined) checkPartNumber(PartNumber);
  const version = await readVersion(context, bucket, input, call);
  // Where the parts of an object begin is not kept; without parts the first is the whole.
  if (PartNumber !== undefined && (PartNumber > 1 || version.content.etag.includes('-')))
    throw new ServiceError('NotImplemented', 'not implemented by the local S3: PartNumber', { status: 501 });
  checkReadConditions(input, version);
  const range = input.Range === undefined ? undefined : parseRange(input.Range, version);
  const { size, headers, etag, checksums, encryption } = version.content;
  const answer = {
    AcceptRanges: 'bytes',
    LastModified: new Date(version.lastModified),
    ETag: `"${etag}"`,
    ContentType: 'binary/octet-stream',
    Metadata: {},
    ...headers,
    ...encryption,
    ...responseOverrides(input),
    // A checksum of the whole object would not fit a part of it.
    ...(input.ChecksumMode === 'ENABLED' && range === undefined ? checksums : {}),
    ...versionIdOf(bucket, version),
    ContentLength: range === undefined ? size : range.end - range.start + 1,
    ...(range && { ContentRange: `bytes ${range.start}-${range.end}/${size}` }),
  };
  return { version, range, answer };
}

/** One byte range (RFC 9110, section 14); as on S3 anything else in the header is ignored. */
function parseRange(header: string, { content: { size } }: ReadableVersion) {
  const parts = /^bytes=(\d*)-(\d*)$/.exec(header.trim());
  const [, first = '', last = ''] = parts ?? [];
  if (first === '' && last === '') return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (start > end || start >= size)
    throw new ServiceError('InvalidRange', 'The requested range is not satisfiable', {
      status: 416,
      RangeRequested: header,
      ActualObjectSize: String(size),
    });
  return { start, end };
}

function responseOverrides(input: Record<string, unknown>): Record<string, unknown> {
  const overrides: Record<string, unknown> = {};
  for (const name of [
    'CacheControl',
    'ContentDisposition',
    'ContentEncoding',
    'ContentLanguage',
    'ContentType',
  ])
    if (input[`Response${name}`] !== undefined) overrides[name] = input[`Response${name}`];
  return overrides;
}
