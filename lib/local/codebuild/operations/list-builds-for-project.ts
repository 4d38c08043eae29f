import type { Operation } from '../../service';
import { type CodeBuildContext, projectName, projectOf } from '../codebuild-context';
import { pageAfter } from '../page';
import { projectArn } from '../project';

/** ListBuildsForProject: ids of a project's builds, newest first. */
export function listBuildsForProject(context: CodeBuildContext): Operation {
  return {
    permissions: (input, call) => [
      {
        action: 'codebuild:ListBuildsForProject',
        resource: projectArn(call.region, call.account, projectName(input.projectName)),
      },
    ],
    handle(input, call) {
      const { name } = projectOf(context, call.region, input.projectName);
      const ids = context.store.list(call.region, name).map(({ build }) => build.id);
      return pageAfter(input.sortOrder === 'ASCENDING' ? ids : ids.reverse(), input.nextToken);
    },
  };
}
