import { listOf } from '../../paging';
import type { Operation } from '../../service';
import type { Pipeline } from '../pipelines';
import type { CodePipelineContext } from './codepipeline-context';
import { pageOf } from './page';

/** `codepipeline:ListPipelines`, in order of their names. */
export function listPipelines({ pipelines }: CodePipelineContext): Operation {
  return {
    permissions: (_input, call) => [
      {
        action: 'codepipeline:ListPipelines',
        resource: `arn:aws:codepipeline:${call.region}:${call.account}:*`,
      },
    ],
    async handle(input, call) {
      const nameOf = ({ declaration }: Pipeline) => declaration.name;
      const all = pipelines
        .all()
        .filter(({ region }) => region === call.region)
        .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
      const { items, nextToken } = await pageOf(listOf('ListPipelines', all, nameOf), {
        maxResults: input.maxResults ?? 1000,
        nextToken: input.nextToken,
      });
      return {
        pipelines: items.map(({ declaration, created, updated }) => ({
          name: declaration.name,
          version: declaration.version,
          pipelineType: declaration.pipelineType,
          executionMode: declaration.executionMode,
          created: new Date(created),
          updated: new Date(updated),
        })),
        nextToken,
      };
    },
  };
}
