import type { Operation } from '../../service';
import { type CodeBuildContext, projectName } from '../codebuild-context';
import { describeProject, projectArn } from '../project';

/** BatchGetProjects: the definition of some projects. */
export function batchGetProjects({ projects }: CodeBuildContext): Operation {
  return {
    permissions: (input, call) =>
      input.names.map((name: string) => ({
        action: 'codebuild:BatchGetProjects',
        resource: projectArn(call.region, call.account, projectName(name)),
      })),
    handle(input, call) {
      const names: string[] = input.names;
      const found = names.map((name) => projects.get(call.region, projectName(name)));
      return {
        projects: found.flatMap((project) => (project === undefined ? [] : [describeProject(project)])),
        projectsNotFound: names.filter((_, index) => found[index] === undefined),
      };
    },
  };
}
