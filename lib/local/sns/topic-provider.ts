import { generatedName } from '../assembly/generated-name';
import { refuseUnknownProperties } from '../assembly/known-properties';
import type { DeployedResource, ResolvedResource, ResourceProvider } from '../assembly/resource-provider';
import type { Topics } from './topics';

/** Deploys `AWS::SNS::Topic`. FIFO topics are refused by the name of their property. */
export class TopicProvider implements ResourceProvider {
  readonly type = 'AWS::SNS::Topic';

  constructor(private readonly topics: Topics) {}

  async deploy(resource: ResolvedResource): Promise<DeployedResource> {
    refuseUnknownProperties(resource, {
      emulated: ['TopicName', 'DisplayName', 'Subscription', 'KmsMasterKeyId'],
      // Nothing here reads tags or traces.
      withoutEffect: ['Tags', 'TracingConfig'],
    });
    const { region, account, properties } = resource;
    const name: string = properties.TopicName ?? generatedName(resource);
    const arn = `arn:aws:sns:${region}:${account}:${name}`;
    const key: string | undefined = properties.KmsMasterKeyId;
    this.topics.add({
      arn,
      name,
      region,
      displayName: properties.DisplayName,
      // AWS's own key needs no grants.
      ...(key === undefined || key.startsWith('alias/') ? {} : { key }),
    });
    for (const [index, { Protocol, Endpoint }] of (properties.Subscription ?? []).entries())
      this.topics.subscribe({
        arn: `${arn}:${index}`,
        topicArn: arn,
        protocol: Protocol,
        endpoint: Endpoint,
        region,
      });
    return { ref: arn, attributes: { TopicName: name, TopicArn: arn } };
  }
}
