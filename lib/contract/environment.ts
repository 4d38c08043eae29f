/** Environment variables that a construct sets and a Lambda handler reads. */
export const HANDLER_ENV = {
  /** Name of the deployment, under which metrics are counted. */
  deployment: 'DEPLOYMENT',
  domain: 'DOMAIN',
  stagingRepository: 'STAGING_REPOSITORY',
  releaseRepository: 'RELEASE_REPOSITORY',
  /** CodeBuild project of the publish jobs; only for the function that stops them. */
  publishProject: 'PUBLISH_PROJECT',
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

/** Environment variables of the build job: the first is set by the project, the others by the pipeline. */
export const BUILD_JOB_ENV = {
  /** `s3://bucket/key` of the zip that holds `buildspecs/`: scripts and pinned requirements. */
  toolsUrl: 'TOOLS_URL',
  /** The pushed commit, and when it was authored (ISO 8601): what makes a build reproducible. */
  commitId: 'COMMIT_ID',
  commitDate: 'COMMIT_DATE',
} as const;

/** Variables that the build job exports to the pipeline. */
export const BUILD_EXPORTS = ['PACKAGE', 'VERSION', 'DIGEST', 'REVISION'] as const;
