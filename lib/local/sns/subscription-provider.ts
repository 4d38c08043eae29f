import { generatedId } from '../assembly/generated-name';
import { refuseUnknownProperties } from '../assembly/known-properties';
import type { DeployedResource, ResolvedResource, ResourceProvider } from '../assembly/resource-provider';
import type { Topics } from './topics';

/** Deploys `AWS::SNS::Subscription`: recorded, nothing is sent. Other protocols than mail and SMS are refused. */
export class SubscriptionProvider implements ResourceProvider {
  readonly type = 'AWS::SNS::Subscription';

  constructor(private readonly topics: Topics) {}

  async deploy(resource: ResolvedResource): Promise<DeployedResource> {
    refuseUnknownProperties(resource, { emulated: ['TopicArn', 'Protocol', 'Endpoint', 'Region'] });
    const { TopicArn, Protocol, Endpoint, Region } = resource.properties;
    this.topics.get(TopicArn);
    const arn = `${TopicArn}:${generatedId(resource)}`;
    this.topics.subscribe({
      arn,
      topicArn: TopicArn,
      protocol: Protocol,
      endpoint: Endpoint,
      region: Region ?? resource.region,
    });
    return { ref: arn, attributes: { Arn: arn } };
  }
}
