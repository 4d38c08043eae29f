import { mkdir } from 'node:fs/promises';
import type { Clock } from '../../clock';
import type { Iam } from '../../iam/iam';
import type { LogSink } from '../../logs/log-sink';
import type { Credentials, Gateway, Principal } from '../../service';
import { removeFolder } from '../../storage/remove-folder';
import type { BuildStatus, PhaseContext, PhaseType } from '../build';
import type { BuildRecord } from '../build-record';
import { assumeServiceRole } from './assume-service-role';
import { BuildLog } from './build-log';
import { type CallS3, fetchSources } from './fetch-source';
import { directoriesOf, type JobDirectories, jobFolder } from './job-directories';
import { type JobHost, jobEnvironment } from './job-environment';
import { type LoadedBuildspec, loadBuildspec } from './load-buildspec';
import { openLogStream } from './open-log-stream';
import { PhaseError } from './phase-error';
import { processStartTime } from './process-table';
import { endProcesses, type JobProcesses } from './process-tree';
import { runPhases } from './run-phases';
import { shellProgram } from './shell-program';
import { ShellSession } from './shell-session';
import { ShellValues } from './shell-values';
import { uploadArtifacts } from './upload-artifacts';

/** What every build of this runtime works with. */
export interface BuildRunDeps {
  readonly clock: Clock;
  readonly iam: Iam;
  readonly gateway: Gateway;
  readonly logs: LogSink;
  /** Folder in which each build gets one of its own. */
  readonly workDirectory: string;
  readonly host: () => JobHost;
}

/** What images say that have no runtimes to choose from (user guide, runtime-versions): so is this machine. */
const NO_RUNTIMES =
  'Skipping install of runtimes. Runtime version selection is not supported by this build image.';

/** How a build can be ended from outside. */
export interface Interruption {
  readonly status: BuildStatus;
  readonly contexts?: readonly PhaseContext[];
}

class Interrupted extends Error {}

/** One build from its queue to its end. */
export class BuildRun {
  private readonly log: BuildLog;
  private readonly directories: JobDirectories;
  private readonly stopper = new AbortController();
  private interruption: Interruption | undefined;
  private principal: Principal | undefined;
  private credentials: Credentials | undefined;
  private failed = false;
  private cleanedUp = false;

  constructor(
    readonly record: BuildRecord,
    private readonly deps: BuildRunDeps,
  ) {
    this.log = new BuildLog(deps.clock, (lines) => this.writeLog(lines));
    this.directories = directoriesOf(record.build, record.plan, deps.workDirectory);
  }

  /** Aborted when the build is to end. */
  get signal(): AbortSignal {
    return this.stopper.signal;
  }

  /** Ends the build now; it has the status once `run` resolves, when none of its processes is left. */
  interrupt(interruption: Interruption): void {
    this.interruption ??= interruption;
    this.stopper.abort();
  }

  /** Runs the build: whatever happens becomes its status. Rejects only if that cannot be written. */
  async run(): Promise<void> {
    const limit = this.record.build.timeoutInMinutes;
    const timer = new AbortController();
    this.deps.clock.sleep(limit * 60_000, timer.signal).then(
      () => this.interrupt(timedOut(limit)),
      () => undefined,
    );
    let end: Interruption;
    try {
      await this.steps();
      end = { status: this.failed ? 'FAILED' : 'SUCCEEDED' };
    } catch (error) {
      end = this.interruption ?? faultOf(error);
    }
    timer.abort();
    await this.cleanUp();
    if (end.status !== 'SUCCEEDED' && end.status !== 'FAILED')
      this.log.agent(`Build ${end.status}: ${end.contexts?.[0]?.message ?? ''}`);
    await this.log.flush();
    await this.record.complete(end.status, end.contexts);
  }

  private async steps(): Promise<void> {
    // Perhaps it never left the queue.
    if (this.signal.aborted) throw new Interrupted();
    if (!(await this.phase('PROVISIONING', () => this.provision()))) return;
    let loaded: LoadedBuildspec | undefined;
    await this.phase('DOWNLOAD_SOURCE', async () => {
      loaded = await this.download();
    });
    if (loaded !== undefined) await this.build(loaded);
    await this.phase('FINALIZING', () => this.cleanUp());
  }

  private async provision(): Promise<void> {
    const { build, region, plan } = this.record;
    const session = assumeServiceRole(this.deps.iam, build);
    this.principal = session.principal;
    this.credentials = session.credentials;
    const { accessKeyId, secretAccessKey, sessionToken } = session.credentials;
    this.log.hide([accessKeyId, secretAccessKey, sessionToken]);
    if (plan.log !== undefined)
      await openLogStream({ ...this.deps, principal: session.principal }, { build, region, ...plan.log });
    await mkdir(this.directories.home, { recursive: true });
    await mkdir(this.directories.temporary, { recursive: true });
    this.log.agent('Running on this machine: no container, no image is pulled');
  }

  private async download(): Promise<LoadedBuildspec> {
    const { build, plan } = this.record;
    this.log.agent('Phase is DOWNLOAD_SOURCE');
    await fetchSources({ build, plan }, this.directories, this.callS3);
    this.log.agent(`CODEBUILD_SRC_DIR=${this.directories.source}`);
    const loaded = await loadBuildspec(build, this.directories.source);
    this.log.agent(`YAML location is ${loaded.location}`);
    const isSelecting = Object.keys(loaded.buildspec.phases.install?.runtimeVersions ?? {}).length > 0;
    this.log.agent(isSelecting ? NO_RUNTIMES : 'No runtime version selected in buildspec.');
    this.log.agent(`Moving to directory ${this.directories.source}`);
    return loaded;
  }

  private async build({ buildspec }: LoadedBuildspec): Promise<void> {
    const shell = this.shellFor(buildspec);
    const values = new ShellValues(shell, this.directories.agent);
    const { record, log } = this;
    const result = await this.unlessInterrupted(runPhases({ record, buildspec, log, shell }));
    if (!result.succeeding) this.failed = true;
    // "After the post_build phase ends, the value of exported variables cannot change."
    const exported = await this.unlessInterrupted(values.variables(buildspec.env.exportedVariables));
    record.note({ exportedEnvironmentVariables: exported });
    if (result.uploadArtifacts)
      await this.phase('UPLOAD_ARTIFACTS', async () => {
        const { build, plan } = record;
        const { directories, callS3 } = this;
        const expand = (text: string) => values.expand(text);
        const job = { build, plan, buildspec, directories, log, callS3, expand };
        record.note(await uploadArtifacts(job));
      });
    shell.end();
  }

  private shellFor(buildspec: LoadedBuildspec['buildspec']): ShellSession {
    const { build, region } = this.record;
    const { directories } = this;
    return new ShellSession({
      program: shellProgram(buildspec.env.shell, build.environment.image),
      directory: directories.agent,
      cwd: directories.source,
      clock: this.deps.clock,
      signal: this.stopper.signal,
      environment: jobEnvironment(build, {
        region,
        directories,
        host: this.deps.host(),
        credentials: this.credentials as Credentials,
        buildspec,
      }),
      onOutput: (text) => this.log.output(text),
      onStart: async (pid) => this.record.addProcess({ pid, startedAt: processStartTime(pid) }),
    });
  }

  /** Answers whether the phase succeeded. Its end is in the log and in the record. */
  private async phase(type: PhaseType, work: () => Promise<void>): Promise<boolean> {
    this.record.beginPhase(type);
    let context: PhaseContext = { statusCode: '', message: '' };
    try {
      await this.unlessInterrupted(work());
    } catch (error) {
      if (!(error instanceof PhaseError)) throw error;
      context = { statusCode: error.statusCode, message: error.message };
      this.failed = true;
    }
    const status = context.statusCode === '' ? 'SUCCEEDED' : 'FAILED';
    if (type !== 'PROVISIONING' && type !== 'FINALIZING') {
      this.log.agent(`Phase complete: ${type} State: ${status}`);
      this.log.agent(`Phase context status code: ${context.statusCode} Message: ${context.message}`);
    }
    this.record.endPhase(status, [context]);
    return status === 'SUCCEEDED';
  }

  private async unlessInterrupted<T>(work: Promise<T>): Promise<T> {
    const { signal } = this.stopper;
    let onAbort: () => void = () => undefined;
    const interrupted = new Promise<never>((_, reject) => {
      onAbort = () => reject(new Interrupted());
      if (signal.aborted) onAbort();
      else signal.addEventListener('abort', onAbort, { once: true });
    });
    try {
      return await Promise.race([work, interrupted]);
    } finally {
      signal.removeEventListener('abort', onAbort);
      work.catch(() => undefined);
    }
  }

  private readonly callS3: CallS3 = (operation, input) =>
    this.deps.gateway.invoke({
      service: 's3',
      operation,
      region: this.record.region,
      principal: this.principal as Principal,
      input,
      signal: this.stopper.signal,
    });

  private async writeLog(lines: readonly { time: number; message: string }[]): Promise<void> {
    const { plan, region } = this.record;
    // Before the stream is open there is nobody to write as.
    if (plan.log === undefined || this.principal === undefined) return;
    await this.deps.logs.write({ region, group: plan.log.group, stream: plan.log.stream }, lines);
  }

  /** Ends what the job left running and removes its files; the second call finds nothing to do. */
  private async cleanUp(): Promise<void> {
    if (this.cleanedUp) return;
    if (this.record.processes.length > 0)
      await endProcesses(processesOf(this.record, this.deps.workDirectory), this.deps.clock);
    // On AWS the container is gone, whatever is left in it; here the next start tries again.
    await removeFolder(this.directories.root).catch((error) =>
      this.log.agent(`The files of this build could not be removed: ${(error as Error).message}`),
    );
    this.cleanedUp = true;
  }
}

/** What the processes of a build are known by, also after the runtime that started them is gone. */
export function processesOf({ build, processes }: BuildRecord, workDirectory: string): JobProcesses {
  return {
    groups: processes,
    marker: `CODEBUILD_BUILD_ARN=${build.arn}`,
    folder: jobFolder(build, workDirectory),
  };
}

/** The service model has the status TIMED_OUT for phase and build; code and words of the context are a guess. */
function timedOut(minutes: number): Interruption {
  const message = `Build has timed out. The limit is ${minutes} minutes.`;
  return { status: 'TIMED_OUT', contexts: [{ statusCode: 'BUILD_TIMED_OUT', message }] };
}

function faultOf(error: unknown): Interruption {
  const message = error instanceof Error ? error.message : String(error);
  return { status: 'FAULT', contexts: [{ statusCode: 'INTERNAL_SERVICE_ERROR', message }] };
}
