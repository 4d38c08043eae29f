/**
 * Failures that someone handles. Step Functions matches on `name`, so names are stable strings; the message says
 * what was expected, what was found and where.
 */
abstract class NamedError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** A region holds other bytes, or another state, under the version than the release manifest allows. */
export class VersionConflict extends NamedError {}

/** A region did not answer; nothing is known about it. */
export class RegionUnavailable extends NamedError {}

/** Staged assets are missing or do not (yet) have the manifest's hashes: CodeArtifact may lag behind a publish. */
export class StagingIncomplete extends NamedError {}

/** A copy to the release repository did not take, for a reason that may pass. */
export class PromotionFailed extends NamedError {}

/** A compensation did not take: a region is left behind with what this run added, or a job still runs. */
export class RetractionFailed extends NamedError {}

/** The execution was redriven: it goes on where it ended, and whether its lock is still its own nobody has looked. */
export class ExecutionRedriven extends NamedError {}

/** A field of the input is missing or wrong; the message names each such field, and nothing was touched. */
export class InvalidInput extends NamedError {}

/** Names with which an execution of the publish state machine can fail (`error` of DescribeExecution). */
export const RUN_FAILURES = [
  'InvalidInput',
  'ReleaseNotFound',
  'PublishInProgress',
  'VersionConflict',
  'RegionUnavailable',
  'LedgerUnavailable',
  'PublishRolledBack',
  'RollbackIncomplete',
] as const;
export type RunFailure = (typeof RUN_FAILURES)[number];
