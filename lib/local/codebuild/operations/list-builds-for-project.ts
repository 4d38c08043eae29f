import { type Operation, ServiceError } from '../../service';
import { type CodeBuildContext, projectName, projectOf } from '../codebuild-context';
import { PAGE_SIZE, pageOfIds } from '../page';
import { projectArn } from '../project';

/**
 * ListBuildsForProject: ids of a project's builds, newest first. Its API reference says of `sortOrder`: "If the project
 * has more than 100 builds, setting the sort order will result in an error." It does not say which.
 */
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
      if (input.sortOrder !== undefined && ids.length > PAGE_SIZE)
        throw new ServiceError(
          'InvalidInputException',
          `Cannot sort the builds of project ${name}: it has more than ${PAGE_SIZE}`,
        );
      const ordered = input.sortOrder === 'ASCENDING' ? ids : ids.reverse();
      return pageOfIds(`ListBuildsForProject ${name}`, ordered, input);
    },
  };
}
