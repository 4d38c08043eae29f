import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { BUILDSPEC_PHASES, type Buildspec, parseBuildspec } from '../../../contract/buildspec';
import type { Build } from '../build';
import { isLambda } from '../check-project';
import { PhaseError } from './phase-error';

/** Where a build's buildspec comes from, and what it says. */
export interface LoadedBuildspec {
  readonly location: string;
  readonly buildspec: Buildspec;
}

/**
 * Reads the buildspec of a build: inline in the project or the call, or a file of the source (`buildspec.yml` unless
 * another path is given).
 *
 * @throws PhaseError YAML_FILE_ERROR, also for what this runtime cannot do
 */
export async function loadBuildspec(build: Build, source: string): Promise<LoadedBuildspec> {
  const given = build.source.buildspec;
  const inline = given !== undefined && isInline(given);
  const location = inline ? '/codebuild/readonly/buildspec.yml' : join(source, given || 'buildspec.yml');
  const text = inline ? given : await readSpecFile(location, source);
  let buildspec: Buildspec;
  try {
    buildspec = parseBuildspec(text, inline ? 'buildspec' : relative(source, location));
  } catch (error) {
    throw new PhaseError('YAML_FILE_ERROR', (error as Error).message, { cause: error });
  }
  if (isLambda(build.environment.type)) refuseOnLambda(buildspec);
  const unsupported = unsupportedIn(buildspec);
  if (unsupported.length > 0)
    throw new PhaseError('YAML_FILE_ERROR', `not emulated on this machine: ${unsupported.join(', ')}`);
  return { location, buildspec };
}

/** A path has no line break and no mapping in it. */
function isInline(text: string): boolean {
  return text.includes('\n') || /^\s*(\{|version\s*:)/.test(text);
}

async function readSpecFile(location: string, source: string): Promise<string> {
  if (location.includes('arn:aws:s3:'))
    throw new PhaseError('YAML_FILE_ERROR', 'not emulated on this machine: buildspec in S3');
  if (relative(source, location).startsWith('..'))
    throw new PhaseError('YAML_FILE_ERROR', `buildspec ${location} is outside of the source`);
  return readFile(location, 'utf8').catch((error) => {
    throw new PhaseError('YAML_FILE_ERROR', `YAML file does not exist: ${relative(source, location)}`, {
      cause: error,
    });
  });
}

/** User guide, phases/on-failure: "not supported when using Lambda compute"; that the build then fails is a guess. */
function refuseOnLambda({ phases }: Buildspec): void {
  const phase = BUILDSPEC_PHASES.find((name) => phases[name]?.onFailure !== undefined);
  if (phase !== undefined)
    throw new PhaseError(
      'YAML_FILE_ERROR',
      `phases.${phase}.on-failure: Lambda compute does not support it; leave it out or use EC2 compute`,
    );
}

function unsupportedIn({ runAs, env, proxy, phases, artifacts }: Buildspec): string[] {
  const phaseList = BUILDSPEC_PHASES.map((name) => ({ name, phase: phases[name] }));
  return [
    ...(runAs === undefined ? [] : ['run-as']),
    ...(Object.keys(env.parameterStore).length === 0 ? [] : ['env.parameter-store']),
    ...(Object.keys(env.secretsManager).length === 0 ? [] : ['env.secrets-manager']),
    ...(env.gitCredentialHelper ? ['env.git-credential-helper'] : []),
    ...(proxy.logs || proxy.uploadArtifacts ? ['proxy'] : []),
    ...(artifacts?.s3Prefix === undefined ? [] : ['artifacts.s3-prefix']),
    ...phaseList.filter(({ phase }) => phase?.runAs !== undefined).map(({ name }) => `phases.${name}.run-as`),
    ...phaseList
      .filter(({ phase }) => phase?.onFailure?.startsWith('RETRY'))
      .map(({ name }) => `phases.${name}.on-failure ${phases[name]?.onFailure}`),
  ];
}
