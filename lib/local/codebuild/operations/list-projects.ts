import type { Operation } from '../../service';
import type { CodeBuildContext } from '../codebuild-context';
import { pageOfIds } from '../page';

/** ListProjects: names of the projects of a region. All were made when the runtime started, so every order is by name. */
export function listProjects({ projects }: CodeBuildContext): Operation {
  return {
    permissions: () => [{ action: 'codebuild:ListProjects', resource: '*' }],
    async handle(input, call) {
      const names = projects.list(call.region).map(({ name }) => name);
      const ordered = input.sortOrder === 'DESCENDING' ? names.reverse() : names;
      const { ids, nextToken } = await pageOfIds('ListProjects', ordered, input);
      return { projects: ids, nextToken };
    },
  };
}
