import { type Operation, ServiceError } from '../../service';
import { describeBuild, type StoredBuild } from '../build';
import { type CodeBuildContext, projectNameOfBuild } from '../codebuild-context';
import { projectArn } from '../project';

/**
 * StopBuild: answers when none of the build's processes is left. The stopped phase has no context and the build goes
 * straight to COMPLETED (awscli's example of stop-build). A build that has ended stays as it is.
 */
export function stopBuild({ store, builds }: CodeBuildContext): Operation {
  return {
    permissions: (input, call) => [
      {
        action: 'codebuild:StopBuild',
        resource: projectArn(call.region, call.account, projectNameOfBuild(input.id)),
      },
    ],
    async handle(input, call) {
      const found = store.get(call.region, input.id);
      if (found === undefined)
        throw new ServiceError('ResourceNotFoundException', `Build cannot be found: ${input.id}`);
      await builds.stop(found.build.arn, { status: 'STOPPED' });
      const { build } = store.get(call.region, input.id) as StoredBuild;
      return { build: describeBuild(build) };
    },
  };
}
