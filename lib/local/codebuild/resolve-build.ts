import { createHash, randomUUID } from 'node:crypto';
import { type Principal, ServiceError } from '../service';
import type { Build, BuildPlan, StoredBuild } from './build';
import { checkProject, isLambda } from './check-project';
import type { EnvironmentVariable, LogsConfig, Project } from './project';

/** StartBuild's input after the service model has checked it, and what a pipeline adds. */
export type StartBuildInput = Readonly<Record<string, any>> & { readonly projectName: string };

/** Where and by whom a build is started. */
export interface StartContext {
  readonly region: string;
  readonly account: string;
  readonly initiator: string;
  readonly now: number;
  readonly buildNumber: number;
  readonly resolvedSourceVersion?: string;
  readonly pipeline?: BuildPlan['pipeline'];
}

/** Overrides that are taken over; all others are refused by name. */
const OVERRIDES = [
  'projectName',
  'idempotencyToken',
  'sourceVersion',
  'sourceTypeOverride',
  'sourceLocationOverride',
  'buildspecOverride',
  'secondarySourcesOverride',
  'secondarySourcesVersionOverride',
  'artifactsOverride',
  'secondaryArtifactsOverride',
  'environmentVariablesOverride',
  'environmentTypeOverride',
  'imageOverride',
  'computeTypeOverride',
  'privilegedModeOverride',
  'cacheOverride',
  'serviceRoleOverride',
  'timeoutInMinutesOverride',
  'queuedTimeoutInMinutesOverride',
  'encryptionKeyOverride',
  'logsConfigOverride',
];

/**
 * The build that a call starts: the project with the call's overrides.
 *
 * @throws ServiceError InvalidInputException that names every override that cannot be taken
 */
export function resolveBuild(project: Project, input: StartBuildInput, context: StartContext): StoredBuild {
  const refused = Object.keys(input).filter((key) => input[key] !== undefined && !OVERRIDES.includes(key));
  if (refused.length > 0) invalid(`${refused.join(', ')}: not emulated`);
  const merged = merge(project, input);
  const problems = checkProject(merged);
  if (problems.length > 0) invalid(problems.join('; '));
  if (merged.source.type === 'CODEPIPELINE' && context.pipeline === undefined)
    invalid(
      `source type CODEPIPELINE: project ${project.name} is started by a pipeline, or needs sourceTypeOverride`,
    );
  const uuid = randomUUID();
  const log = logStreamOf(merged.logsConfig, project.name, uuid);
  return {
    region: context.region,
    build: describe(merged, { ...context, uuid, log }),
    plan: {
      artifacts: merged.artifacts,
      secondaryArtifacts: merged.secondaryArtifacts ?? [],
      log,
      pipeline: context.pipeline,
    },
    ...(input['idempotencyToken'] === undefined
      ? {}
      : { idempotency: { token: input['idempotencyToken'], fingerprint: fingerprint(input) } }),
  };
}

/** Tells calls with the same parameters from others. */
export function fingerprint(input: StartBuildInput): string {
  const { idempotencyToken, ...parameters } = input;
  return createHash('sha256').update(JSON.stringify(parameters)).digest('hex');
}

function merge(project: Project, input: StartBuildInput): Project {
  return {
    ...project,
    source: {
      ...project.source,
      ...given({
        type: input['sourceTypeOverride'],
        location: input['sourceLocationOverride'],
        buildspec: input['buildspecOverride'],
      }),
    },
    environment: {
      ...project.environment,
      ...given({
        type: input['environmentTypeOverride'],
        image: input['imageOverride'],
        computeType: input['computeTypeOverride'],
        privilegedMode: input['privilegedModeOverride'],
      }),
      environmentVariables: mergeVariables(
        project.environment.environmentVariables,
        input['environmentVariablesOverride'] ?? [],
      ),
    },
    ...given({
      sourceVersion: input['sourceVersion'],
      secondarySources: input['secondarySourcesOverride'],
      secondarySourceVersions: input['secondarySourcesVersionOverride'],
      artifacts: input['artifactsOverride'] ?? artifactsFor(project, input),
      secondaryArtifacts: input['secondaryArtifactsOverride'],
      cache: input['cacheOverride'],
      serviceRole: input['serviceRoleOverride'],
      timeoutInMinutes: input['timeoutInMinutesOverride'],
      queuedTimeoutInMinutes: input['queuedTimeoutInMinutesOverride'],
      encryptionKey: input['encryptionKeyOverride'],
      logsConfig: input['logsConfigOverride'],
    }),
  };
}

/** A pipeline's project that is given another source has no pipeline to hand its artifacts to. */
function artifactsFor(project: Project, input: StartBuildInput) {
  const leavesPipeline = project.source.type === 'CODEPIPELINE' && input['sourceTypeOverride'] !== undefined;
  return leavesPipeline && input['sourceTypeOverride'] !== 'CODEPIPELINE'
    ? { type: 'NO_ARTIFACTS' }
    : undefined;
}

/** The project's variables in their order, with the call's values; then the call's own. */
function mergeVariables(
  ofProject: readonly EnvironmentVariable[],
  ofCall: readonly EnvironmentVariable[],
): EnvironmentVariable[] {
  const merged = new Map([...ofProject, ...ofCall].map((variable) => [variable.name, variable]));
  return [...merged.values()].map((variable) => ({ ...variable, type: variable.type ?? 'PLAINTEXT' }));
}

function given<T extends object>(members: T): Partial<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** `groupName` and `streamName` (a prefix) of the project, or CodeBuild's own (API reference, CloudWatchLogsConfig). */
function logStreamOf(config: LogsConfig | undefined, projectName: string, uuid: string): BuildPlan['log'] {
  const logs = config?.cloudWatchLogs;
  if (logs !== undefined && logs.status !== 'ENABLED') return undefined;
  return {
    group: logs?.groupName ?? `/aws/codebuild/${projectName}`,
    stream: logs?.streamName === undefined ? uuid : `${logs.streamName}/${uuid}`,
  };
}

function describe(
  project: Project,
  context: StartContext & { readonly uuid: string; readonly log: BuildPlan['log'] },
): Build {
  const { region, account, now, uuid, pipeline } = context;
  const id = `${project.name}:${uuid}`;
  const { artifacts } = project;
  const source = pipeline?.primarySource;
  return {
    id,
    arn: `arn:aws:codebuild:${region}:${account}:build/${id}`,
    buildNumber: context.buildNumber,
    startTime: now,
    currentPhase: 'QUEUED',
    buildStatus: 'IN_PROGRESS',
    sourceVersion:
      source === undefined ? project.sourceVersion : `arn:aws:s3:::${source.bucket}/${source.key}`,
    resolvedSourceVersion: context.resolvedSourceVersion,
    projectName: project.name,
    phases: [
      {
        phaseType: 'SUBMITTED',
        phaseStatus: 'SUCCEEDED',
        startTime: now,
        endTime: now,
        durationInSeconds: 0,
      },
      { phaseType: 'QUEUED', startTime: now },
    ],
    source: project.source,
    secondarySources: project.secondarySources ?? [],
    secondarySourceVersions: project.secondarySourceVersions ?? [],
    artifacts:
      artifacts.type === 'S3' ? { location: `arn:aws:s3:::${artifacts.location}` } : { location: '' },
    cache: project.cache,
    environment: project.environment,
    serviceRole: project.serviceRole,
    logs: describeLogs(context.log, project.logsConfig, { region, account }),
    // Lambda compute has a fixed limit (user guide, "Run builds on AWS Lambda compute").
    timeoutInMinutes: isLambda(project.environment.type) ? 15 : (project.timeoutInMinutes ?? 60),
    queuedTimeoutInMinutes: project.queuedTimeoutInMinutes ?? 480,
    buildComplete: false,
    initiator: context.initiator,
    encryptionKey: project.encryptionKey,
  };
}

function describeLogs(
  log: BuildPlan['log'],
  config: LogsConfig | undefined,
  { region, account }: { region: string; account: string },
): Build['logs'] {
  const settings = {
    cloudWatchLogs: config?.cloudWatchLogs ?? { status: 'ENABLED' },
    s3Logs: config?.s3Logs ?? { status: 'DISABLED', encryptionDisabled: false },
  };
  if (log === undefined) return settings;
  const { group, stream } = log;
  return {
    groupName: group,
    streamName: stream,
    deepLink: `https://console.aws.amazon.com/cloudwatch/home?region=${region}#logEvent:group=${group};stream=${stream}`,
    cloudWatchLogsArn: `arn:aws:logs:${region}:${account}:log-group:${group}:log-stream:${stream}`,
    ...settings,
  };
}

/** Who started a build: a user's name, or a role and its session. */
export function initiatorOf(principal: Principal): string {
  return principal.arn
    .split(':')
    .slice(5)
    .join(':')
    .replace(/^(user|assumed-role)\//, '');
}

function invalid(message: string): never {
  throw new ServiceError('InvalidInputException', message);
}
