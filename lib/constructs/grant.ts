import { Stack } from 'aws-cdk-lib';
import type { PolicyStatementProps } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

/** One thing that a role may do. */
export interface Grant {
  /** What for, as a statement id. */
  readonly sid: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: PolicyStatementProps['conditions'];
  /** Why a resource holds a `*`; required if one does. */
  readonly wildcard?: string;
}

/** Why a resource holds a `*`, where several grants have the same reason. */
export const WILDCARD = {
  artifacts: 'CodePipeline makes up the keys of artifacts',
  releases: 'keys start with names and digests that only a build knows',
  packages: 'the names of packages are known when they are published, not when this is deployed',
} as const;

/** Use of a deployment's own key, only through the service that holds the data; nothing without a key. */
export function grantKey(
  scope: Construct,
  key: IKey | undefined,
  use: { sid: string; service: string; actions: readonly string[] },
): Grant[] {
  if (!key) return [];
  return [
    {
      sid: use.sid,
      actions: use.actions,
      resources: [key.keyArn],
      conditions: {
        StringEquals: { 'kms:ViaService': `${use.service}.${Stack.of(scope).region}.amazonaws.com` },
      },
    },
  ];
}

/**
 * What CodePipeline and CodeBuild ask a bucket beside its objects (CodePipeline user guide, "Manage the CodePipeline
 * service role"; CodeBuild user guide, "Allow CodeBuild to interact with other AWS services", which lists no
 * versioning). Neither says when, so it cannot be tried.
 */
export function grantBucketInfo(sid: string, bucket: IBucket, reader: 'codebuild' | 'codepipeline'): Grant {
  const versioning = reader === 'codepipeline' ? ['s3:GetBucketVersioning'] : [];
  return {
    sid,
    actions: ['s3:GetBucketAcl', 's3:GetBucketLocation', ...versioning],
    resources: [bucket.bucketArn],
  };
}
