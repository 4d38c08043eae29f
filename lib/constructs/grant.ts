import { Stack } from 'aws-cdk-lib';
import type { PolicyStatementProps } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
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
