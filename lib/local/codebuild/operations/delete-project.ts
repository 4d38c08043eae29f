import type { Operation } from '../../service';
import { type CodeBuildContext, projectName } from '../codebuild-context';
import { projectArn } from '../project';

/** DeleteProject. "When you delete a project, its builds are not deleted" (service model); nor is a missing one missed. */
export function deleteProject({ projects }: CodeBuildContext): Operation {
  return {
    permissions: (input, { region, account }) => [
      { action: 'codebuild:DeleteProject', resource: projectArn(region, account, projectName(input.name)) },
    ],
    async handle(input, { region }) {
      await projects.delete(region, projectName(input.name));
      return {};
    },
  };
}
