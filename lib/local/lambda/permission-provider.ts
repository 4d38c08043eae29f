import { refuseUnknownProperties } from '../assembly/known-properties';
import type { ResourceProvider } from '../assembly/resource-provider';
import type { Iam } from '../iam/iam';
import { parseFunctionName } from './lambda-function';

/** Deploys AWS::Lambda::Permission: each adds a statement to the policy of its function. */
export function permissionProvider(iam: Pick<Iam, 'putResourcePolicy'>): ResourceProvider {
  const statements = new Map<string, unknown[]>();
  return {
    type: 'AWS::Lambda::Permission',
    async deploy(resource) {
      refuseUnknownProperties(resource, {
        emulated: ['Action', 'FunctionName', 'Principal', 'SourceAccount', 'SourceArn'],
      });
      const { properties, logicalId } = resource;
      const { arn } = parseFunctionName({ FunctionName: properties.FunctionName }, resource);
      const all = statements.get(arn) ?? [];
      statements.set(arn, all);
      all.push({
        Sid: logicalId,
        Effect: 'Allow',
        Principal: principal(properties.Principal),
        Action: properties.Action,
        Resource: arn,
        ...condition(properties),
      });
      iam.putResourcePolicy(arn, { Version: '2012-10-17', Statement: all });
      return { ref: logicalId };
    },
  };
}

function principal(value: string): unknown {
  if (value === '*') return '*';
  return value.endsWith('.amazonaws.com') ? { Service: value } : { AWS: value };
}

function condition(properties: Record<string, string>): { Condition?: unknown } {
  const { SourceArn, SourceAccount } = properties;
  if (SourceArn === undefined && SourceAccount === undefined) return {};
  return {
    Condition: {
      ...(SourceArn !== undefined && { ArnLike: { 'AWS:SourceArn': SourceArn } }),
      ...(SourceAccount !== undefined && { StringEquals: { 'AWS:SourceAccount': SourceAccount } }),
    },
  };
}
