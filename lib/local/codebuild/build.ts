import type {
  EnvironmentVariable,
  Project,
  ProjectArtifacts,
  ProjectEnvironment,
  ProjectSource,
} from './project';

export type BuildStatus = 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED' | 'FAULT' | 'STOPPED' | 'TIMED_OUT';

export type PhaseType =
  | 'SUBMITTED'
  | 'QUEUED'
  | 'PROVISIONING'
  | 'DOWNLOAD_SOURCE'
  | 'INSTALL'
  | 'PRE_BUILD'
  | 'BUILD'
  | 'POST_BUILD'
  | 'UPLOAD_ARTIFACTS'
  | 'FINALIZING'
  | 'COMPLETED';

/** Why a phase ended as it did; both empty when all went well. */
export interface PhaseContext {
  readonly statusCode: string;
  readonly message: string;
}

/** One phase of a build; times are in milliseconds since the epoch. */
export interface BuildPhase {
  readonly phaseType: PhaseType;
  readonly phaseStatus?: BuildStatus;
  readonly startTime: number;
  readonly endTime?: number;
  readonly durationInSeconds?: number;
  readonly contexts?: readonly PhaseContext[];
}

/** Artifact that a build made. */
export interface BuildArtifacts {
  readonly location?: string;
  readonly sha256sum?: string;
  readonly md5sum?: string;
  readonly overrideArtifactName?: boolean;
  readonly encryptionDisabled?: boolean;
  readonly artifactIdentifier?: string;
}

/** A build as BatchGetBuilds describes it, with times in milliseconds since the epoch. */
export interface Build {
  readonly id: string;
  readonly arn: string;
  readonly buildNumber: number;
  readonly startTime: number;
  readonly endTime?: number;
  readonly currentPhase: PhaseType;
  readonly buildStatus: BuildStatus;
  readonly sourceVersion?: string;
  readonly resolvedSourceVersion?: string;
  readonly projectName: string;
  readonly phases: readonly BuildPhase[];
  readonly source: ProjectSource;
  readonly secondarySources: readonly ProjectSource[];
  readonly secondarySourceVersions: readonly { sourceIdentifier: string; sourceVersion: string }[];
  readonly artifacts: BuildArtifacts;
  readonly secondaryArtifacts?: readonly BuildArtifacts[];
  readonly cache: Project['cache'];
  readonly environment: ProjectEnvironment;
  readonly serviceRole: string;
  readonly logs: Readonly<Record<string, unknown>>;
  readonly timeoutInMinutes: number;
  readonly queuedTimeoutInMinutes: number;
  readonly buildComplete: boolean;
  readonly initiator: string;
  readonly encryptionKey: string;
  readonly exportedEnvironmentVariables?: readonly EnvironmentVariable[];
}

/** A place in S3. */
export interface S3Location {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string;
}

/** What a build needs to run beyond what the API shows of it. */
export interface BuildPlan {
  readonly artifacts: ProjectArtifacts;
  readonly secondaryArtifacts: readonly ProjectArtifacts[];
  /** Log stream; left out, logs are disabled. */
  readonly log?: { readonly group: string; readonly stream: string };
  /** Sources and artifacts that CodePipeline hands over. */
  readonly pipeline?: {
    readonly primarySource: S3Location;
    readonly secondarySources: readonly (S3Location & { readonly name: string })[];
    readonly artifacts: readonly (S3Location & { readonly name: string })[];
  };
}

/** A process group by its leader; another process that got the same id has another start time. */
export interface ProcessGroup {
  readonly pid: number;
  readonly startedAt?: string;
}

/** A build as it is kept. */
export interface StoredBuild {
  readonly region: string;
  readonly build: Build;
  readonly plan: BuildPlan;
  readonly idempotency?: { readonly token: string; readonly fingerprint: string };
  /** The job's process groups, so that what outlives a killed runtime can be ended at the next start. */
  readonly processes?: readonly ProcessGroup[];
}

/** A build as the API answers it: times as dates, no environment secrets to hide (only plain text is accepted). */
export function describeBuild(build: Build) {
  return {
    ...build,
    startTime: new Date(build.startTime),
    ...(build.endTime === undefined ? {} : { endTime: new Date(build.endTime) }),
    phases: build.phases.map((phase) => ({
      ...phase,
      startTime: new Date(phase.startTime),
      ...(phase.endTime === undefined ? {} : { endTime: new Date(phase.endTime) }),
    })),
  };
}
