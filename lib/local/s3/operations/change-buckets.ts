import type { Call, Operation } from '../../service';
import { ServiceError } from '../../service';
import { bucketArn } from '../buckets';
import { bucketOf, type S3Context } from '../s3-context';

/** CreateBucket: private, without versioning, encrypted with S3's own keys, as every new bucket is. */
export function createBucket(context: S3Context): Operation {
  return {
    permissions: permission,
    async handle(input, call) {
      const {
        Bucket: name,
        CreateBucketConfiguration: { LocationConstraint, ...configured } = {},
        ...other
      } = input;
      const { ACL = 'private', ...unsupported } = other;
      const refused = [...Object.keys(configured), ...Object.keys(unsupported)];
      if (refused.length > 0 || ACL !== 'private')
        throw new ServiceError(
          'NotImplemented',
          `not implemented by the local S3: ${refused.join(', ') || `ACL ${ACL}`}`,
        );
      checkName(name);
      checkLocation(LocationConstraint, call);
      const existing = context.buckets.find(name);
      // S3 API Reference, CreateBucket: in us-east-1 one's own bucket is not refused.
      if (existing && !(existing.region === 'us-east-1' && call.region === 'us-east-1'))
        throw new ServiceError(
          'BucketAlreadyOwnedByYou',
          'Your previous request to create the named bucket succeeded and you already own it.',
          { status: 409, BucketName: name },
        );
      if (!existing)
        await context.buckets.create({
          name,
          region: call.region,
          encryption: { ServerSideEncryption: 'AES256' },
          createdAt: context.clock.now(),
        });
      return { Location: call.region === 'us-east-1' ? `/${name}` : `http://${name}.s3.amazonaws.com/` };
    },
  };
}

/** DeleteBucket: only without any version or delete marker. One of the assembly is there again after the next start. */
export function deleteBucket(context: S3Context): Operation {
  return {
    permissions: permission,
    async handle(input, call) {
      const bucket = bucketOf(context, input, call);
      for await (const _version of context.objects.list(bucket.name))
        throw new ServiceError('BucketNotEmpty', 'The bucket you tried to delete is not empty', {
          BucketName: bucket.name,
        });
      await context.buckets.remove(bucket.name);
      return {};
    },
  };
}

/** PutBucketVersioning: Enabled or Suspended. */
export function putBucketVersioning(context: S3Context): Operation {
  return {
    permissions: permission,
    async handle(input, call) {
      const bucket = bucketOf(context, input, call);
      const { Status, MFADelete } = input.VersioningConfiguration;
      if (Status === undefined || MFADelete === 'Enabled')
        throw new ServiceError(
          'IllegalVersioningConfigurationException',
          'expected a Status, and no MFADelete',
        );
      await context.buckets.create({ ...bucket, versioning: Status });
      return {};
    },
  };
}

function permission({ Bucket }: { Bucket: string }, call: Call) {
  return [{ action: `s3:${call.operation}`, resource: bucketArn(Bucket) }];
}

/** S3 User Guide, "General purpose bucket naming rules". */
function checkName(name: string): void {
  if (!/^(?!xn--)[a-z0-9](?!.*\.\.)[a-z0-9.-]{1,61}[a-z0-9]$/.test(name) || /^\d+\.\d+\.\d+\.\d+$/.test(name))
    throw new ServiceError('InvalidBucketName', 'The specified bucket is not valid.', { BucketName: name });
}

function checkLocation(given: string | undefined, { region }: Call): void {
  if ((given ?? 'us-east-1') === region) return;
  throw new ServiceError(
    'IllegalLocationConstraintException',
    `The ${given ?? 'unspecified'} location constraint is incompatible for the region specific endpoint this request was sent to.`,
  );
}
