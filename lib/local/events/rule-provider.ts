import { generatedName } from '../assembly/generated-name';
import { refuseUnknownProperties } from '../assembly/known-properties';
import type { DeployedResource, ResolvedResource, ResourceProvider } from '../assembly/resource-provider';
import type { Rules } from './rules';

/** Deploys `AWS::Events::Rule` on the default event bus. */
export class RuleProvider implements ResourceProvider {
  readonly type = 'AWS::Events::Rule';

  constructor(private readonly rules: Rules) {}

  async deploy(resource: ResolvedResource): Promise<DeployedResource> {
    refuseUnknownProperties(resource, {
      emulated: [
        'Name',
        'Description',
        'EventBusName',
        'EventPattern',
        'ScheduleExpression',
        'State',
        'Targets',
        'RoleArn',
      ],
      // Nothing here reads tags.
      withoutEffect: ['Tags'],
    });
    const properties = resource.properties;
    if (properties.EventBusName !== undefined && properties.EventBusName !== 'default')
      throw new Error(
        `EventBusName: only the default event bus is emulated, got "${properties.EventBusName}"`,
      );
    const rule = this.rules.put({
      name: properties.Name ?? generatedName(resource),
      region: resource.region,
      description: properties.Description,
      isEnabled: properties.State !== 'DISABLED',
      pattern: properties.EventPattern,
      schedule: properties.ScheduleExpression,
      roleArn: properties.RoleArn,
      targets: properties.Targets ?? [],
    });
    return { ref: rule.name, attributes: { Arn: rule.arn } };
  }
}
