/** Environment variables that a construct sets and a Lambda handler reads. */
export const HANDLER_ENV = {
  domain: 'DOMAIN',
  stagingRepository: 'STAGING_REPOSITORY',
  releaseRepository: 'RELEASE_REPOSITORY',
} as const;

/** Environment variables of a publish job: the first group is set by the state machine, the second by the project. */
export const PUBLISH_JOB_ENV = {
  region: 'TARGET_REGION',
  package: 'PACKAGE',
  version: 'VERSION',
  digest: 'DIGEST',
  domain: 'DOMAIN',
  repository: 'STAGING_REPOSITORY',
} as const;

/** Environment variables of the build job, set by the project. */
export const BUILD_JOB_ENV = {
  /** `s3://bucket/key` of the zip that holds `buildspecs/`: scripts and pinned requirements. */
  toolsUrl: 'TOOLS_URL',
} as const;

/** Variables that the build job exports to the pipeline. */
export const BUILD_EXPORTS = ['PACKAGE', 'VERSION', 'DIGEST', 'REVISION'] as const;
