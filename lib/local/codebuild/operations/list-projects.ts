import type { Operation } from '../../service';
import type { CodeBuildContext } from '../codebuild-context';
import { pageAfter } from '../page';

/** ListProjects: names of the projects of a region. All were made when the runtime started, so every order is by name. */
export function listProjects({ projects }: CodeBuildContext): Operation {
  return {
    permissions: () => [{ action: 'codebuild:ListProjects', resource: '*' }],
    handle(input, call) {
      const names = projects.list(call.region).map(({ name }) => name);
      const page = pageAfter(input.sortOrder === 'DESCENDING' ? names.reverse() : names, input.nextToken);
      return { projects: page.ids, nextToken: page.nextToken };
    },
  };
}
