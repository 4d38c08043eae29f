import { ServiceError } from '../service';
import type { ObjectVersion } from './object-versions';

/** Conditions of a read, as HTTP defines them (RFC 9110, section 13). @throws NotModified or PreconditionFailed */
export function checkReadConditions(input: Record<string, any>, version: ObjectVersion): void {
  const etag = version.content?.etag ?? '';
  const modified = Math.floor(version.lastModified / 1000);
  const seconds = (time: Date | string) => Math.floor(new Date(time).getTime() / 1000);
  if (input.IfMatch !== undefined) {
    if (!matches(input.IfMatch, etag)) throw preconditionFailed('If-Match');
  } else if (input.IfUnmodifiedSince !== undefined && modified > seconds(input.IfUnmodifiedSince)) {
    throw preconditionFailed('If-Unmodified-Since');
  }
  const unchanged =
    input.IfNoneMatch === undefined
      ? input.IfModifiedSince !== undefined && modified <= seconds(input.IfModifiedSince)
      : matches(input.IfNoneMatch, etag);
  if (unchanged) throw new ServiceError('NotModified', 'Not Modified', { status: 304 });
}

/**
 * Conditions of a write: If-None-Match takes only `*`, If-Match an ETag (S3 User Guide, conditional writes).
 * @throws PreconditionFailed; NoSuchKey when If-Match finds no object
 */
export function checkWriteConditions(input: Record<string, any>, newest: ObjectVersion | undefined): void {
  if (input.IfNoneMatch !== undefined && input.IfNoneMatch !== '*')
    throw new ServiceError(
      'NotImplemented',
      `A header you provided implies functionality that is not implemented: If-None-Match "${input.IfNoneMatch}"; a write takes only "*".`,
      { status: 501 },
    );
  if (input.IfNoneMatch === '*' && newest?.content) throw preconditionFailed('If-None-Match');
  if (input.IfMatch === undefined) return;
  if (!newest?.content)
    throw new ServiceError('NoSuchKey', 'The specified key does not exist.', { status: 404 });
  if (!matches(input.IfMatch, newest.content.etag)) throw preconditionFailed('If-Match');
}

function matches(header: string, etag: string): boolean {
  return header.split(',').some((one) => one.trim() === '*' || one.trim().replaceAll('"', '') === etag);
}

function preconditionFailed(condition: string): ServiceError {
  return new ServiceError(
    'PreconditionFailed',
    'At least one of the pre-conditions you specified did not hold',
    {
      status: 412,
      Condition: condition,
    },
  );
}
