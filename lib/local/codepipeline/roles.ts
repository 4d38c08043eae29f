import type { LocalIam } from '../iam/create-iam';
import type { Gateway, Principal } from '../service';
import type { ActionDeclaration } from './declaration';
import type { Pipeline } from './pipelines';

/** Takes the roles of pipelines and actions. */
export class Roles {
  constructor(
    private readonly options: {
      readonly iam: Pick<LocalIam, 'assumeRole' | 'identify'>;
      readonly gateway: Gateway;
    },
  ) {}

  /**
   * Whose rights an action has: its own role, which the pipeline's role must be allowed to assume and which must trust
   * it; or the pipeline's role, where the action has none.
   */
  async principalOf(
    pipeline: Pipeline,
    { action, executionId }: { action: ActionDeclaration; executionId: string },
  ): Promise<Principal> {
    const { iam, gateway } = this.options;
    const { principal } = iam.assumeRole({
      roleArn: pipeline.declaration.roleArn,
      sessionName: executionId,
      service: 'codepipeline.amazonaws.com',
      sourceArn: pipeline.arn,
    });
    if (action.roleArn === undefined) return principal;
    const { Credentials } = await gateway.invoke({
      service: 'sts',
      operation: 'AssumeRole',
      region: pipeline.region,
      principal,
      input: { RoleArn: action.roleArn, RoleSessionName: executionId },
      purpose: action.name,
    });
    return iam.identify(Credentials.AccessKeyId, Credentials.SessionToken);
  }
}
