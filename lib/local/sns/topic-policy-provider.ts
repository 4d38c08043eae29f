import { generatedName } from '../assembly/generated-name';
import { refuseUnknownProperties } from '../assembly/known-properties';
import type { DeployedResource, ResolvedResource, ResourceProvider } from '../assembly/resource-provider';
import type { Iam } from '../iam/iam';
import type { Topics } from './topics';

/** Deploys `AWS::SNS::TopicPolicy`: without it, no service may publish to the topic. */
export class TopicPolicyProvider implements ResourceProvider {
  readonly type = 'AWS::SNS::TopicPolicy';

  constructor(
    private readonly options: { readonly topics: Topics; readonly iam: Pick<Iam, 'putResourcePolicy'> },
  ) {}

  async deploy(resource: ResolvedResource): Promise<DeployedResource> {
    refuseUnknownProperties(resource, { emulated: ['PolicyDocument', 'Topics'] });
    const { PolicyDocument, Topics } = resource.properties;
    for (const arn of Topics) {
      this.options.topics.get(arn);
      this.options.iam.putResourcePolicy(arn, PolicyDocument);
    }
    const id = generatedName(resource);
    return { ref: id, attributes: { Id: id } };
  }
}
