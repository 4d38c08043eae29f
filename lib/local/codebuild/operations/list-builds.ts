import type { Operation } from '../../service';
import type { CodeBuildContext } from '../codebuild-context';
import { pageOfIds } from '../page';

/** ListBuilds: ids of all builds of a region, newest first. Its input has `sortOrder`, as that of the project's list. */
export function listBuilds({ store }: CodeBuildContext): Operation {
  return {
    permissions: () => [{ action: 'codebuild:ListBuilds', resource: '*' }],
    handle(input, call) {
      const ids = store.list(call.region).map(({ build }) => build.id);
      return pageOfIds('ListBuilds', input.sortOrder === 'ASCENDING' ? ids : ids.reverse(), input);
    },
  };
}
