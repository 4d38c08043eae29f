import type { Project, ProjectArtifacts, ProjectSource } from './project';

const SOURCE_KEYS = ['type', 'location', 'buildspec', 'sourceIdentifier', 'insecureSsl', 'reportBuildStatus'];
const ARTIFACT_KEYS = [
  'type',
  'location',
  'path',
  'namespaceType',
  'name',
  'packaging',
  'overrideArtifactName',
  'encryptionDisabled',
  'artifactIdentifier',
];
const ENVIRONMENT_KEYS = [
  'type',
  'image',
  'computeType',
  'environmentVariables',
  'privilegedMode',
  // Which credentials pull the image: no image is pulled here.
  'imagePullCredentialsType',
];
const ENVIRONMENT_TYPES = [
  'LINUX_CONTAINER',
  'ARM_CONTAINER',
  'LINUX_LAMBDA_CONTAINER',
  'ARM_LAMBDA_CONTAINER',
];

type Checked = Pick<
  Project,
  | 'source'
  | 'secondarySources'
  | 'artifacts'
  | 'secondaryArtifacts'
  | 'environment'
  | 'cache'
  | 'logsConfig'
  | 'timeoutInMinutes'
  | 'queuedTimeoutInMinutes'
>;

/** What of a project, or of a build's overrides of it, this runtime cannot do or CodeBuild would refuse. */
export function checkProject(project: Checked): string[] {
  return [
    ...checkSource(project.source, 'source'),
    ...(project.secondarySources ?? []).flatMap((source) => [
      ...demand(source, 'sourceIdentifier', 'secondary source'),
      ...checkSource(source, 'secondary source'),
    ]),
    ...checkArtifacts(project.artifacts, 'artifacts'),
    ...(project.secondaryArtifacts ?? []).flatMap((one) => [
      ...demand(one, 'artifactIdentifier', 'secondary artifacts'),
      ...checkArtifacts(one, 'secondary artifacts'),
    ]),
    ...checkPairing(project),
    ...checkEnvironment(project),
    ...checkTimeouts(project),
    ...(project.cache.type === 'NO_CACHE' ? [] : [`cache type ${project.cache.type} is not emulated`]),
    ...(project.logsConfig?.s3Logs?.status === 'ENABLED' ? ['s3Logs: logs in S3 are not emulated'] : []),
  ];
}

function checkSource(source: ProjectSource, where: string): string[] {
  const problems = unknown(source, SOURCE_KEYS, where);
  if (!['S3', 'CODEPIPELINE', 'NO_SOURCE'].includes(source.type))
    problems.push(`${where} type ${source.type} is not emulated; supported: S3, CODEPIPELINE, NO_SOURCE`);
  if (source.type === 'S3' && !/^[^/]+\/.*[^/]$/.test(source.location ?? ''))
    problems.push(
      `${where} location: expected bucket/key of a zip file, got "${source.location ?? ''}" (folders are not emulated)`,
    );
  // API reference, ProjectSource: both are about GitHub, GitLab and Bitbucket.
  for (const setting of ['insecureSsl', 'reportBuildStatus'])
    if (String(source[setting] ?? false) !== 'false')
      problems.push(`${where}: ${setting} goes with Git hosts only`);
  if (source.type === 'NO_SOURCE' && source.buildspec === undefined)
    problems.push(`${where}: a project without source needs an inline buildspec`);
  return problems;
}

function checkArtifacts(artifacts: ProjectArtifacts, where: string): string[] {
  const problems = unknown(artifacts, ARTIFACT_KEYS, where);
  if (!['S3', 'CODEPIPELINE', 'NO_ARTIFACTS'].includes(artifacts.type))
    problems.push(`${where} type: expected S3, CODEPIPELINE or NO_ARTIFACTS, got ${artifacts.type}`);
  if (artifacts.type === 'S3' && !artifacts.location)
    problems.push(`${where} location: expected the name of a bucket`);
  return problems;
}

/** "If source type is CODEPIPELINE, artifacts type must be too" and the other way round (API reference, ProjectArtifacts). */
function checkPairing({ source, artifacts }: Checked): string[] {
  return (source.type === 'CODEPIPELINE') === (artifacts.type === 'CODEPIPELINE')
    ? []
    : [`source type ${source.type} does not go with artifacts type ${artifacts.type}`];
}

function checkEnvironment({ environment, timeoutInMinutes, queuedTimeoutInMinutes }: Checked): string[] {
  const problems = unknown(environment, ENVIRONMENT_KEYS, 'environment');
  if (!ENVIRONMENT_TYPES.includes(environment.type))
    problems.push(
      `environment type ${environment.type} is not emulated; supported: ${ENVIRONMENT_TYPES.join(', ')}`,
    );
  if (environment.privilegedMode) problems.push('environment: privilegedMode is not emulated');
  const lambda = isLambda(environment.type);
  if (lambda !== environment.computeType.startsWith('BUILD_LAMBDA_'))
    problems.push(
      `compute type ${environment.computeType} does not go with environment type ${environment.type}`,
    );
  // User guide, "Run builds on AWS Lambda compute", limitations.
  if (lambda && (timeoutInMinutes !== undefined || queuedTimeoutInMinutes !== undefined))
    problems.push('Lambda compute does not support a build timeout or a queued timeout');
  for (const { name, type } of environment.environmentVariables) {
    if ((type ?? 'PLAINTEXT') !== 'PLAINTEXT')
      problems.push(`environment variable ${name}: type ${type} is not emulated`);
    if (name.startsWith('CODEBUILD_'))
      problems.push(`environment variable ${name}: names that start with CODEBUILD_ are reserved`);
  }
  return problems;
}

/** Bounds of the service model of CreateProject. */
function checkTimeouts({ timeoutInMinutes, queuedTimeoutInMinutes }: Checked): string[] {
  const bounds = { timeoutInMinutes: 2160, queuedTimeoutInMinutes: 480 };
  return Object.entries({ timeoutInMinutes, queuedTimeoutInMinutes }).flatMap(([name, minutes]) => {
    const most = bounds[name as keyof typeof bounds];
    const isBetween = minutes === undefined || (minutes >= 5 && minutes <= most);
    return isBetween ? [] : [`${name}: expected 5 to ${most}, got ${minutes}`];
  });
}

/** Whether an environment runs on Lambda compute. */
export function isLambda(environmentType: string): boolean {
  return environmentType.includes('LAMBDA');
}

function demand(value: ProjectSource | ProjectArtifacts, member: string, where: string): string[] {
  return value[member] ? [] : [`${where}: ${member} is missing`];
}

function unknown(value: object, known: readonly string[], where: string): string[] {
  return Object.entries(value)
    .filter(([key, set]) => set !== undefined && !known.includes(key))
    .map(([key]) => `${where}: ${key} is not emulated`);
}
