import type { Buildspec } from '../../../contract/buildspec';
import type { Credentials } from '../../service';
import type { Build } from '../build';
import type { ProjectSource } from '../project';
import type { JobDirectories } from './job-directories';

/** What the machine gives to every job. */
export interface JobHost {
  readonly path: readonly string[];
  readonly endpoint: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** What a Linux build environment has on its path. */
const SYSTEM_PATH = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/**
 * The whole environment of a job; nothing of the runtime's own environment is in it. "The value in the start build
 * operation call takes highest precedence, then the build project definition, then the buildspec" (user guide,
 * env/variables); the build's environment already holds the first two, merged. What the service sets comes last.
 */
export function jobEnvironment(
  build: Build,
  place: {
    readonly region: string;
    readonly directories: JobDirectories;
    readonly host: JobHost;
    readonly credentials: Credentials;
    readonly buildspec: Buildspec;
  },
): Record<string, string> {
  const { region, directories, host, credentials, buildspec } = place;
  const chosen = build.environment.environmentVariables.map(({ name, value }) => [name, value]);
  return {
    ...host.environment,
    PATH: [...host.path, ...SYSTEM_PATH].join(':'),
    HOME: directories.home,
    TMPDIR: directories.temporary,
    LANG: 'C.UTF-8',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ENDPOINT_URL: host.endpoint,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    ...buildspec.env.variables,
    ...Object.fromEntries(chosen),
    ...serviceVariables(build, directories),
  };
}

/** User guide, "Environment variables in build environments". */
function serviceVariables(build: Build, directories: JobDirectories): Record<string, string> {
  const arn = build.arn.split(':');
  const optional = {
    CODEBUILD_SOURCE_VERSION: build.sourceVersion,
    CODEBUILD_RESOLVED_SOURCE_VERSION: build.resolvedSourceVersion,
  };
  return {
    CODEBUILD_BUILD_ARN: build.arn,
    CODEBUILD_BUILD_ID: build.id,
    CODEBUILD_BUILD_IMAGE: build.environment.image,
    CODEBUILD_BUILD_NUMBER: String(build.buildNumber),
    CODEBUILD_BUILD_SUCCEEDING: '1',
    CODEBUILD_INITIATOR: build.initiator,
    CODEBUILD_KMS_KEY_ID: build.encryptionKey,
    CODEBUILD_LOG_PATH: String(build.logs['streamName'] ?? ''),
    CODEBUILD_PROJECT_ARN: `${arn.slice(0, 5).join(':')}:project/${build.projectName}`,
    CODEBUILD_SOURCE_REPO_URL: repositoryUrl(build.source),
    CODEBUILD_SRC_DIR: directories.source,
    CODEBUILD_START_TIME: String(build.startTime),
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
    ...Object.fromEntries(
      Object.entries(directories.secondary).map(([name, path]) => [`CODEBUILD_SRC_DIR_${name}`, path]),
    ),
    ...Object.fromEntries(
      build.secondarySources.map((source) => [
        `CODEBUILD_SOURCE_REPO_URL_${source.sourceIdentifier}`,
        repositoryUrl(source),
      ]),
    ),
    ...Object.fromEntries(
      build.secondarySourceVersions.map((one) => [
        `CODEBUILD_SOURCE_VERSION_${one.sourceIdentifier}`,
        one.sourceVersion,
      ]),
    ),
  };
}

/** "If a build originates from CodePipeline, this environment variable may be empty." */
function repositoryUrl({ type, location }: ProjectSource): string {
  return type === 'S3' ? `s3://${location}` : '';
}
