import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, type PolicyStatementProps } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

/** What {@link allow} takes: the sid says what the grant is for. */
export interface Grant {
  readonly sid: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: PolicyStatementProps['conditions'];
}

/** A statement that allows `actions` on `resources`. */
export function allow({ sid, actions, resources, conditions }: Grant): PolicyStatement {
  return new PolicyStatement({ sid, actions: [...actions], resources: [...resources], conditions });
}

/** Use of a deployment's own key, only through the service that holds the data; none without a key. */
export function allowKey(
  scope: Construct,
  key: IKey | undefined,
  use: { sid: string; service: string; actions: readonly string[] },
): PolicyStatement[] {
  if (!key) return [];
  return [
    allow({
      sid: use.sid,
      actions: use.actions,
      resources: [key.keyArn],
      conditions: {
        StringEquals: { 'kms:ViaService': `${use.service}.${Stack.of(scope).region}.amazonaws.com` },
      },
    }),
  ];
}
