import type { Operation } from '../../service';
import type { CodePipelineContext } from './codepipeline-context';
import { decodeToken, encodeToken } from './next-token';

/** `codepipeline:ListPipelines`, in order of their names. */
export function listPipelines({ pipelines }: CodePipelineContext): Operation {
  return {
    permissions: (_input, call) => [
      {
        action: 'codepipeline:ListPipelines',
        resource: `arn:aws:codepipeline:${call.region}:${call.account}:*`,
      },
    ],
    handle(input, call) {
      const after = decodeToken(input.nextToken);
      const rest = pipelines
        .all()
        .filter(
          ({ region, declaration }) =>
            region === call.region && (after === undefined || declaration.name > after),
        )
        .sort((a, b) => (a.declaration.name < b.declaration.name ? -1 : 1));
      const page = rest.slice(0, input.maxResults ?? 1000);
      return {
        pipelines: page.map(({ declaration, created, updated }) => ({
          name: declaration.name,
          version: declaration.version,
          pipelineType: declaration.pipelineType,
          executionMode: declaration.executionMode,
          created: new Date(created),
          updated: new Date(updated),
        })),
        nextToken: page.length < rest.length ? encodeToken(page.at(-1)?.declaration.name ?? '') : undefined,
      };
    },
  };
}
