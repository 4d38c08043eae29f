/** Environment variable of a project or a StartBuild call. */
export interface EnvironmentVariable {
  readonly name: string;
  readonly value: string;
  readonly type?: string;
}

/** Source of a build: `location` is `bucket/key.zip` for S3. */
export interface ProjectSource {
  readonly type: string;
  readonly location?: string;
  readonly buildspec?: string;
  readonly sourceIdentifier?: string;
  readonly [setting: string]: unknown;
}

/** Where a build's result goes. */
export interface ProjectArtifacts {
  readonly type: string;
  readonly location?: string;
  readonly path?: string;
  readonly namespaceType?: string;
  readonly name?: string;
  readonly packaging?: string;
  readonly overrideArtifactName?: boolean;
  readonly encryptionDisabled?: boolean;
  readonly artifactIdentifier?: string;
  readonly [setting: string]: unknown;
}

/** Machine that a build asks for. */
export interface ProjectEnvironment {
  readonly type: string;
  readonly image: string;
  readonly computeType: string;
  readonly environmentVariables: readonly EnvironmentVariable[];
  readonly privilegedMode?: boolean;
  readonly [setting: string]: unknown;
}

/** Where logs go. */
export interface LogsConfig {
  readonly cloudWatchLogs?: {
    readonly status: string;
    readonly groupName?: string;
    readonly streamName?: string;
  };
  readonly s3Logs?: { readonly status: string; readonly [setting: string]: unknown };
}

/** A build project as BatchGetProjects describes it; members are named as in the service model. */
export interface Project {
  readonly name: string;
  readonly arn: string;
  readonly description?: string;
  readonly source: ProjectSource;
  readonly secondarySources?: readonly ProjectSource[];
  readonly sourceVersion?: string;
  readonly secondarySourceVersions?: readonly { sourceIdentifier: string; sourceVersion: string }[];
  readonly artifacts: ProjectArtifacts;
  readonly secondaryArtifacts?: readonly ProjectArtifacts[];
  readonly cache: { readonly type: string; readonly [setting: string]: unknown };
  readonly environment: ProjectEnvironment;
  readonly serviceRole: string;
  readonly timeoutInMinutes?: number;
  readonly queuedTimeoutInMinutes?: number;
  readonly encryptionKey: string;
  readonly logsConfig?: LogsConfig;
  readonly concurrentBuildLimit?: number;
  readonly projectVisibility: string;
  readonly tags?: readonly { key: string; value: string }[];
  readonly created: number;
}

/** ARN of a project. */
export function projectArn(region: string, account: string, name: string): string {
  return `arn:aws:codebuild:${region}:${account}:project/${name}`;
}

/** A project of what a template or a call says of it, with the defaults of the API. */
export function newProject(
  members: Partial<Project> & Pick<Project, 'name' | 'source' | 'artifacts' | 'environment' | 'serviceRole'>,
  { region, account, now }: { readonly region: string; readonly account: string; readonly now: number },
): Project {
  const { encryptionKey: key = 'alias/aws/s3' } = members;
  return {
    ...members,
    arn: projectArn(region, account, members.name),
    environment: {
      ...members.environment,
      environmentVariables: members.environment.environmentVariables ?? [],
    },
    cache: members.cache ?? { type: 'NO_CACHE' },
    // The API shows an alias as its ARN (awscli example of stop-build).
    encryptionKey: key.startsWith('alias/') ? `arn:aws:kms:${region}:${account}:${key}` : key,
    projectVisibility: 'PRIVATE',
    created: now,
  };
}

/** A project as the API answers it. */
export function describeProject(project: Project) {
  const created = new Date(project.created);
  return {
    ...project,
    // Defaults of the API (service model of CreateProject).
    timeoutInMinutes: project.timeoutInMinutes ?? 60,
    queuedTimeoutInMinutes: project.queuedTimeoutInMinutes ?? 480,
    badge: { badgeEnabled: false },
    created,
    lastModified: created,
  };
}
