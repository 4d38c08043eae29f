import type { Operation } from '../../service';
import type { CodeBuildContext } from '../codebuild-context';
import { pageOfIds } from '../page';

/** ListProjects: names of the projects of a region. Nothing changes a project, so it was last changed when it was made. */
export function listProjects({ projects }: CodeBuildContext): Operation {
  return {
    permissions: () => [{ action: 'codebuild:ListProjects', resource: '*' }],
    async handle(input, call) {
      const listed = projects.list(call.region);
      if ((input.sortBy ?? 'NAME') !== 'NAME') listed.sort((a, b) => a.created - b.created);
      const names = listed.map(({ name }) => name);
      const ordered = input.sortOrder === 'DESCENDING' ? names.reverse() : names;
      const { ids, nextToken } = await pageOfIds('ListProjects', ordered, input);
      return { projects: ids, nextToken };
    },
  };
}
