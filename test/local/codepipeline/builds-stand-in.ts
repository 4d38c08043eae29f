import { randomUUID } from 'node:crypto';
import type { PipelineBuild } from '../../../lib/local/codebuild/codebuild';
import type { Principal, Service } from '../../../lib/local/service';

/** A build as the test sees it. */
export interface StandInBuild {
  readonly id: string;
  readonly request: PipelineBuild;
  end(result?: { status?: string; exported?: Record<string, string>; phase?: object }): void;
}

/** CodeBuild whose builds end when the test says so, or at once with what `answer` gives. */
export function buildsStandIn() {
  const builds: StandInBuild[] = [];
  const records = new Map<string, any>();
  const service: Service = {
    model: 'codebuild',
    operations: {
      BatchGetBuilds: {
        permissions: (input) =>
          input.ids.map((id: string) => ({
            action: 'codebuild:BatchGetBuilds',
            resource: `arn:aws:codebuild:us-east-1:000000000000:project/${id.split(':')[0]}`,
          })),
        handle: (input) => ({
          builds: input.ids.flatMap((id: string) => records.get(id) ?? []),
          buildsNotFound: input.ids.filter((id: string) => !records.has(id)),
        }),
      },
    },
  };
  const standIn = {
    service,
    /** Asked whether the principal may start a build; a runtime sets it to its IAM. */
    authorize: (_principal: Principal, _project: string): void => undefined,
    builds,
    /** Called with each new build. */
    onStart: undefined as ((build: StandInBuild) => void | Promise<void>) | undefined,
    forget: (id: string) => records.delete(id),
    async startPipelineBuild(request: PipelineBuild) {
      standIn.authorize(
        request.principal,
        `arn:aws:codebuild:us-east-1:000000000000:project/${request.projectName}`,
      );
      const id = `${request.projectName}:${randomUUID()}`;
      records.set(id, { id, buildStatus: 'IN_PROGRESS' });
      const build: StandInBuild = {
        id,
        request,
        end({ status = 'SUCCEEDED', exported = {}, phase } = {}) {
          records.set(id, {
            id,
            buildStatus: status,
            phases: phase === undefined ? [] : [phase],
            exportedEnvironmentVariables: Object.entries(exported).map(([name, value]) => ({ name, value })),
          });
        },
      };
      builds.push(build);
      await standIn.onStart?.(build);
      return id;
    },
  };
  return standIn;
}
