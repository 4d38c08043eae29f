import type { Call, Operation } from '../../service';
import { describeBuild } from '../build';
import { type CodeBuildContext, passRole, projectName, startBuild } from '../codebuild-context';
import { projectArn } from '../project';
import { initiatorOf } from '../resolve-build';

/** StartBuild: a build of a project, with overrides. */
export function startBuildOperation(context: CodeBuildContext): Operation {
  return {
    permissions: (input, call) => [
      {
        action: 'codebuild:StartBuild',
        resource: projectArn(call.region, call.account, projectName(input.projectName)),
      },
      ...passRole(input.serviceRoleOverride),
    ],
    async handle(input, call: Call) {
      const named = { ...input, projectName: projectName(input.projectName) };
      const initiator = initiatorOf(call.principal);
      const { build } = await startBuild(context, named, { region: call.region, initiator });
      return { build: describeBuild(build) };
    },
  };
}
