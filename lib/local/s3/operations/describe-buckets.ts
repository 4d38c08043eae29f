import type { Operation } from '../../service';
import { bucketArn } from '../buckets';
import { fromToken, toToken } from '../listing';
import { bucketOf, type S3Context } from '../s3-context';

/** ListBuckets: all buckets of the account, whatever their region, in the order of their names. */
export function listBuckets(context: S3Context): Operation {
  return {
    permissions: () => [{ action: 's3:ListAllMyBuckets', resource: '*' }],
    handle(input) {
      const { Prefix = '', BucketRegion, MaxBuckets, ContinuationToken } = input;
      const after = ContinuationToken === undefined ? '' : fromToken(ContinuationToken);
      const left = context.buckets
        .all()
        .filter(({ name }) => name.startsWith(Prefix) && name > after)
        .filter(({ region }) => BucketRegion === undefined || region === BucketRegion);
      const page = left.slice(0, MaxBuckets);
      const more = page.length < left.length;
      return {
        Buckets: page.map(({ name, createdAt, region }) => ({
          Name: name,
          CreationDate: new Date(createdAt),
          BucketRegion: region,
        })),
        Prefix: input.Prefix,
        ...(more && { ContinuationToken: toToken(page.at(-1)?.name ?? '') }),
      };
    },
  };
}

/** HeadBucket: whether a bucket exists, and its region. */
export function headBucket(context: S3Context): Operation {
  return {
    permissions: (input) => [{ action: 's3:ListBucket', resource: bucketArn(input.Bucket) }],
    handle: (input, call) => ({ BucketRegion: bucketOf(context, input, call).region }),
  };
}

/** GetBucketLocation: the region of a bucket; us-east-1 is told by an absent constraint. */
export function getBucketLocation(context: S3Context): Operation {
  return {
    permissions: (input) => [{ action: 's3:GetBucketLocation', resource: bucketArn(input.Bucket) }],
    handle(input, call) {
      const { region } = bucketOf(context, input, call);
      return region === 'us-east-1' ? {} : { LocationConstraint: region };
    },
  };
}

/** GetBucketVersioning: empty for a bucket that was never versioned. */
export function getBucketVersioning(context: S3Context): Operation {
  return {
    permissions: (input) => [{ action: 's3:GetBucketVersioning', resource: bucketArn(input.Bucket) }],
    handle(input, call) {
      const { versioning } = bucketOf(context, input, call);
      return versioning === undefined ? {} : { Status: versioning };
    },
  };
}
