import type { Operation } from '../../service';
import { describeBuild } from '../build';
import { type CodeBuildContext, projectNameOfBuild } from '../codebuild-context';
import { projectArn } from '../project';

/** BatchGetBuilds: everything about some builds. */
export function batchGetBuilds({ store }: CodeBuildContext): Operation {
  return {
    permissions: (input, call) =>
      [...new Set<string>(input.ids.map(projectNameOfBuild))].map((name) => ({
        action: 'codebuild:BatchGetBuilds',
        resource: projectArn(call.region, call.account, name),
      })),
    handle(input, call) {
      const ids: string[] = input.ids;
      const found = ids.map((id) => store.get(call.region, id));
      return {
        builds: found.flatMap((stored) => (stored === undefined ? [] : [describeBuild(stored.build)])),
        buildsNotFound: ids.filter((_, index) => found[index] === undefined),
      };
    },
  };
}
