import type { Operation } from '../../service';
import { type CodeBuildContext, projectName } from '../codebuild-context';
import { type Project, projectArn } from '../project';

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
        projects: found.flatMap((project) => (project === undefined ? [] : [describe(project)])),
        projectsNotFound: names.filter((_, index) => found[index] === undefined),
      };
    },
  };
}

function describe(project: Project) {
  const created = new Date(project.created);
  return {
    ...project,
    // Defaults of the API (service model of CreateProject).
    timeoutInMinutes: project.timeoutInMinutes ?? 60,
    queuedTimeoutInMinutes: project.queuedTimeoutInMinutes ?? 480,
    badge: { badgeEnabled: false },
    created,
    lastModified: created,
  };
}
