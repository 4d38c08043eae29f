import { BUILDSPEC_PHASES, type Buildspec, type BuildspecPhaseName } from '../../../contract/buildspec';
import type { PhaseContext, PhaseType } from '../build';
import type { BuildRecord } from '../build-record';
import type { BuildLog } from './build-log';
import type { CommandOutcome, ShellSession } from './shell-session';

/** What running the phases needs of a build. */
export interface PhasesJob {
  readonly record: BuildRecord;
  readonly buildspec: Buildspec;
  readonly log: BuildLog;
  readonly shell: ShellSession;
}

/** How the phases ended; without artifacts the build goes straight to its end. */
export interface PhasesResult {
  readonly succeeding: boolean;
  readonly uploadArtifacts: boolean;
}

/**
 * Runs install, pre_build, build and post_build (user guide, "Build phase transitions", and recorded logs):
 *
 * - a phase that failed in install or pre_build ends the build, without artifacts;
 * - after a failed build phase post_build runs and artifacts are uploaded, likewise after a failed post_build;
 * - `on-failure: ABORT` ends the build there, `CONTINUE` goes on to the next phase. That an aborted build uploads no
 *   artifacts, and that a build with a failed phase is FAILED in the end also with CONTINUE, is a guess: the guide says
 *   neither.
 *
 * A phase that the buildspec does not have is entered and succeeds, as recorded logs show.
 */
export async function runPhases(job: PhasesJob): Promise<PhasesResult> {
  let succeeding = true;
  for (const name of BUILDSPEC_PHASES) {
    const context = await runPhase(job, name, succeeding);
    if (context === undefined) continue;
    succeeding = false;
    const onFailure = job.buildspec.phases[name]?.onFailure;
    const goesOn = onFailure === 'CONTINUE' || (onFailure === undefined && !endsTheBuild(name));
    if (!goesOn) return { succeeding, uploadArtifacts: false };
  }
  return { succeeding, uploadArtifacts: true };
}

function endsTheBuild(name: BuildspecPhaseName): boolean {
  return name === 'install' || name === 'pre_build';
}

/** Answers why the phase failed, if it did. */
async function runPhase(
  job: PhasesJob,
  name: BuildspecPhaseName,
  succeeding: boolean,
): Promise<PhaseContext | undefined> {
  const { record, log, buildspec } = job;
  const type = name.toUpperCase() as PhaseType;
  const phase = buildspec.phases[name];
  record.beginPhase(type);
  log.agent(`Entering phase ${type}`);
  // Without commands nobody is there to hear it, and there need not be a shell.
  if (phase !== undefined) await tellWhetherSucceeding(job, succeeding);
  const failed = await runCommands(job, phase?.commands ?? []);
  if (failed !== undefined) await tellWhetherSucceeding(job, false);
  const failedFinally = await runCommands(job, phase?.finally ?? []);
  const context = failed ?? failedFinally;
  const state = context === undefined ? 'SUCCEEDED' : 'FAILED';
  const shown = context ?? { statusCode: '', message: '' };
  log.agent(`Phase complete: ${type} State: ${state}`);
  log.agent(`Phase context status code: ${shown.statusCode} Message: ${shown.message}`);
  record.endPhase(state, [shown]);
  return context;
}

/** CODEBUILD_BUILD_SUCCEEDING is how commands (of `finally` and of post_build) learn of an earlier failure. */
async function tellWhetherSucceeding({ shell, log }: PhasesJob, succeeding: boolean): Promise<void> {
  const outcome = await shell.run(`export CODEBUILD_BUILD_SUCCEEDING=${succeeding ? 1 : 0}`, { quiet: true });
  if (!('status' in outcome)) log.agent(`Shell ended: ${reasonOf(outcome)}`);
}

/** Runs commands until one fails. */
async function runCommands(
  { log, shell }: PhasesJob,
  commands: readonly string[],
): Promise<PhaseContext | undefined> {
  for (const command of commands) {
    log.agent(`Running command ${command}`);
    const outcome = await shell.run(command);
    log.endOutput();
    if ('status' in outcome && outcome.status === 0) continue;
    const reason = reasonOf(outcome);
    log.agent(`Command did not exit successfully ${command} ${reason}`);
    return {
      statusCode: 'COMMAND_EXECUTION_ERROR',
      message: `Error while executing command: ${command}. Reason: ${reason}`,
    };
  }
  return undefined;
}

/** As Go, in which CodeBuild's agent is written, words it; its names of signals are a guess for all but `killed`. */
function reasonOf(outcome: CommandOutcome): string {
  if ('status' in outcome) return `exit status ${outcome.status}`;
  const names: Partial<Record<NodeJS.Signals, string>> = {
    SIGKILL: 'killed',
    SIGTERM: 'terminated',
    SIGINT: 'interrupt',
    SIGSEGV: 'segmentation fault',
  };
  return `signal: ${names[outcome.signal] ?? outcome.signal}`;
}
