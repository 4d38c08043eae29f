import type { Clock } from '../clock';
import { type Permission, ServiceError } from '../service';
import type { StoredBuild } from './build';
import type { BuildStore } from './build-store';
import type { Builds } from './builds';
import { type Project, projectArn } from './project';
import type { Projects } from './projects';
import { fingerprint, resolveBuild, type StartBuildInput, type StartContext } from './resolve-build';

/** What the operations of CodeBuild share. */
export interface CodeBuildContext {
  readonly clock: Clock;
  readonly account: string;
  readonly projects: Projects;
  readonly store: BuildStore;
  readonly builds: Builds;
}

/** An idempotency token is valid for five minutes (service model of StartBuild). */
const TOKEN_MILLISECONDS = 5 * 60 * 1000;

/** Starts a build of a project, or finds the one that the same call has started already. */
export async function startBuild(
  context: CodeBuildContext,
  input: StartBuildInput,
  by: Pick<StartContext, 'region' | 'initiator' | 'pipeline' | 'resolvedSourceVersion'>,
): Promise<StoredBuild> {
  const { clock, account, store, builds } = context;
  const project = projectOf(context, by.region, input.projectName);
  const now = clock.now();
  const known = sameToken(store.list(by.region, project.name), input, now);
  if (known !== undefined) return known;
  const limit = project.concurrentBuildLimit;
  const running = store.list(by.region, project.name).filter(({ build }) => !build.buildComplete);
  if (limit !== undefined && running.length >= limit)
    throw new ServiceError(
      'AccountLimitExceededException',
      `Cannot have more than ${limit} builds in queue for the project ${project.name}`,
    );
  const buildNumber = store.nextNumber(by.region, project.name);
  const stored = resolveBuild(project, input, { ...by, account, now, buildNumber });
  await builds.start(stored);
  return stored;
}

function sameToken(
  builds: readonly StoredBuild[],
  input: StartBuildInput,
  now: number,
): StoredBuild | undefined {
  const token = input['idempotencyToken'];
  if (token === undefined) return undefined;
  const known = builds.find(
    ({ build, idempotency }) => idempotency?.token === token && build.startTime > now - TOKEN_MILLISECONDS,
  );
  if (known !== undefined && known.idempotency?.fingerprint !== fingerprint(input))
    throw new ServiceError(
      'InvalidInputException',
      'Request parameters do not match those of an earlier request with the same idempotency token',
    );
  return known;
}

/** @throws ServiceError ResourceNotFoundException */
export function projectOf(context: CodeBuildContext, region: string, name: string): Project {
  const project = context.projects.get(region, projectName(name));
  if (project === undefined)
    throw new ServiceError(
      'ResourceNotFoundException',
      `Project cannot be found: ${projectArn(region, context.account, projectName(name))}`,
    );
  return project;
}

/** A project may be named by its ARN. */
export function projectName(nameOrArn: string): string {
  return nameOrArn.startsWith('arn:') ? (nameOrArn.split(':project/').at(-1) as string) : nameOrArn;
}

/** Name of the project that a build's id or ARN names. */
export function projectNameOfBuild(idOrArn: string): string {
  const id = idOrArn.startsWith('arn:') ? (idOrArn.split(':build/').at(-1) as string) : idOrArn;
  return id.split(':')[0] as string;
}

/** The right to hand a role to CodeBuild. */
export function passRole(role: string | undefined): Permission[] {
  const condition = { 'iam:PassedToService': 'codebuild.amazonaws.com' };
  return role === undefined ? [] : [{ action: 'iam:PassRole', resource: role, context: condition }];
}
