import { keyPermission } from '../kms/key-permission';
import type { Call, Permission } from '../service';
import type { Bucket, Encryption } from './buckets';
import type { S3Context } from './s3-context';

/** How a write is encrypted: as its headers say, else as the bucket does by default. */
export function encryptionOfWrite(bucket: Bucket, input: Partial<Encryption>): Encryption {
  if (input.ServerSideEncryption === undefined) return bucket.encryption;
  const key = input.SSEKMSKeyId ?? bucket.encryption.SSEKMSKeyId;
  const named = input.ServerSideEncryption === 'aws:kms' && key !== undefined;
  return { ServerSideEncryption: input.ServerSideEncryption, ...(named && { SSEKMSKeyId: key }) };
}

/** Rights on the key that a write is encrypted with (S3 User Guide, SSE-KMS permissions); none for AWS's own keys. */
export function writeKeyPermissions(
  context: S3Context,
  input: { Bucket: string } & Partial<Encryption>,
  call: Call,
): Permission[] {
  const bucket = context.buckets.find(input.Bucket);
  return bucket ? keyPermissions(encryptionOfWrite(bucket, input), call, ['kms:GenerateDataKey']) : [];
}

/** Rights on the key of an upload in parts: S3 decrypts the parts before it joins them (S3 User Guide). */
export function multipartKeyPermissions(
  context: S3Context,
  input: { Bucket: string } & Partial<Encryption>,
  call: Call,
): Permission[] {
  const bucket = context.buckets.find(input.Bucket);
  const actions = ['kms:GenerateDataKey', 'kms:Decrypt'];
  return bucket ? keyPermissions(encryptionOfWrite(bucket, input), call, actions) : [];
}

/** Rights on the key of the object version that a read asks for. */
export async function readKeyPermissions(
  context: S3Context,
  input: { Bucket: string; Key: string; VersionId?: string },
  call: Call,
): Promise<Permission[]> {
  const { objects } = context;
  const version =
    input.VersionId === undefined
      ? await objects.newest(input.Bucket, input.Key)
      : await objects.find(input.Bucket, input.Key, input.VersionId);
  return version?.content ? keyPermissions(version.content.encryption, call, ['kms:Decrypt']) : [];
}

function keyPermissions({ SSEKMSKeyId }: Encryption, call: Call, actions: readonly string[]): Permission[] {
  if (SSEKMSKeyId === undefined) return [];
  const { region, account } = call;
  return actions.map((action) => keyPermission({ key: SSEKMSKeyId, action, via: 's3', region, account }));
}
