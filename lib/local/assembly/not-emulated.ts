import { generatedName } from './generated-name';
import type { DeployedResource, ResolvedResource } from './resource-provider';

/** A resource type that needs no behaviour on this machine, with the reason that the user is told. */
interface NotEmulatedType {
  readonly reason: string;
  deploy(resource: ResolvedResource): DeployedResource;
}

const arn = (resource: ResolvedResource, service: string, path: string) =>
  `arn:aws:${service}:${resource.region}:${resource.account}:${path}`;

const named =
  (property: string, service?: string, kind?: string) =>
  (resource: ResolvedResource): DeployedResource => {
    const name = resource.properties[property] ?? generatedName(resource);
    return {
      ref: name,
      attributes: service && kind ? { Arn: arn(resource, service, `${kind}${name}`) } : {},
    };
  };

/** Types of the assembly that are accepted and do nothing here. Anything else without a provider is an error. */
export const NOT_EMULATED: Readonly<Record<string, NotEmulatedType>> = {
  'AWS::CDK::Metadata': {
    reason: 'only reports CDK usage to AWS',
    deploy: (resource) => ({ ref: generatedName(resource) }),
  },
  'AWS::CloudWatch::Alarm': {
    reason: 'metrics are not recorded locally',
    deploy: named('AlarmName', 'cloudwatch', 'alarm:'),
  },
  'AWS::CloudWatch::CompositeAlarm': {
    reason: 'metrics are not recorded locally',
    deploy: named('AlarmName', 'cloudwatch', 'alarm:'),
  },
  'AWS::CloudWatch::Dashboard': {
    reason: 'metrics are not recorded locally; the console shows the runs',
    deploy: named('DashboardName'),
  },
  'AWS::KMS::Alias': {
    reason: 'keys are known by their ARN only',
    deploy: named('AliasName'),
  },
  'AWS::Logs::ResourcePolicy': {
    reason: 'the local runtime writes logs without asking CloudWatch Logs for permission',
    deploy: named('PolicyName'),
  },
  'AWS::Logs::MetricFilter': {
    reason: 'metrics are not recorded locally',
    deploy: named('FilterName'),
  },
  'AWS::Logs::QueryDefinition': {
    reason: 'saved Logs Insights queries have no use locally',
    deploy: named('Name'),
  },
};
