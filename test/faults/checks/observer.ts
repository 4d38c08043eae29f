import type { BusEvent } from '../../../lib/local/events/event-bus';
import type { Mutation } from '../world/handler-functions';
import { FOREIGN_FILE, type StoredRelease } from '../world/releases';
import { SWEEP_ARN } from '../world/workflow-definition';
import type { LedgerValues, World } from '../world/world';
import { isSame, RegionReader, type Served } from './region-reader';

/** An execution of one of the state machines, as its events tell of it. */
export interface ObservedRun {
  readonly arn: string;
  readonly operation: string;
  regions: readonly string[];
  readonly digest?: string;
  status: string;
  error?: string;
}

/** Ends of a run that claim that it touched nothing. */
const UNTOUCHED = [
  'InvalidInput',
  'ReleaseNotFound',
  'PublishInProgress',
  'VersionConflict',
  'RegionUnavailable',
  'LedgerUnavailable',
];

/** Watches every region all the time, and holds what it sees against DESIGN, section 1. */
export class Observer {
  readonly violations: string[] = [];
  readonly runs = new Map<string, ObservedRun>();
  readonly reader: RegionReader;
  /** What each region serves now. */
  private readonly served = new Map<string, Served>();
  /** What has to stay: what was there before all runs, what a person added, what a run has published. */
  private readonly kept = new Map<string, Served>();
  /** Regions in which a person interfered, and which may therefore differ from what a run promises. */
  private readonly tampered = new Set<string>();
  private readonly mutations: Mutation[] = [];
  private readonly published = new Set<string>();
  private isOn = false;

  constructor(
    readonly regions: readonly string[],
    private readonly releases: readonly StoredRelease[],
    private readonly world: () => World,
  ) {
    this.reader = new RegionReader(world);
    for (const region of regions) {
      this.served.set(region, {});
      this.kept.set(region, {});
    }
  }

  /** Takes what is there now as what was there before. */
  begin(): void {
    this.isOn = true;
    for (const [region, served] of this.served) this.kept.set(region, served);
  }

  /** A person is about to delete or upload in a region. */
  expectPerson(region: string, action: 'delete' | 'upload'): void {
    this.tampered.add(region);
    if (action === 'delete') this.kept.set(region, {});
  }

  onMutation(mutation: Mutation): void {
    const last = this.mutations.at(-1)?.execution;
    const hasBegun = this.mutations.some(({ execution }) => execution === mutation.execution);
    if (mutation.operation === 'PublishPackageVersion') {
      // An upload begins a run's changes. Those of a job that outlived its run stay invisible; P7 asks for its end.
      if (!hasBegun && this.runOf(mutation.execution)?.status === 'RUNNING') this.mutations.push(mutation);
      return;
    }
    if (hasBegun && last !== mutation.execution)
      this.violations.push(
        `P6: ${mutation.operation} in ${mutation.region} by execution ${mutation.execution}, after execution ${last} had begun to change the version`,
      );
    this.mutations.push(mutation);
  }

  /** Called after each change of a release repository, before anyone else can go on. */
  async onRelease(region: string): Promise<void> {
    const before = this.served.get(region) ?? {};
    const now = await this.reader.read(region);
    this.served.set(region, now);
    if (!this.isOn) return;
    const foreign = now[FOREIGN_FILE];
    if (foreign !== undefined && this.tampered.has(region))
      this.kept.set(region, { ...this.kept.get(region), [FOREIGN_FILE]: foreign });
    this.checkKept(region, now);
    const build = this.checkWhole(region, now);
    if (build && !isSame(before, now)) await this.checkAllStaged(region, build);
  }

  /** Called with each status change of an execution. */
  onStatus({ detail }: BusEvent): void {
    const { executionArn: arn, status, error, cause } = detail as any;
    const run = this.runs.get(arn) ?? this.describe(detail);
    this.runs.set(arn, run);
    run.status = status;
    run.error = error ?? undefined;
    const output = JSON.parse((detail as any).output ?? 'null');
    if (status === 'SUCCEEDED' && run.operation === 'publish')
      this.checkPublished(run, output?.digest ?? run.digest);
    if (output?.outcome === 'RolledBack' && output.jobs.error === undefined) this.checkNoJobLeft(run);
    if (run.operation === 'plan' && this.mutations.some(({ execution }) => arn.endsWith(`:${execution}`)))
      this.violations.push(`P2: execution ${arn} was only to plan, and changed something`);
    if (status === 'TIMED_OUT') this.violations.push(`P7: execution ${arn} was ended by its own timeout`);
    if (status === 'FAILED') this.checkFailed(run, cause ?? '');
  }

  /**
   * An execution has written to the ledger. An intent names the regions that take part, asked for or not; from
   * `Published` on the release stands, whatever becomes of the execution.
   */
  onLedger(execution: string, values: LedgerValues): void {
    const run = this.runOf(execution);
    if (!run) return;
    if (values[':intent']?.S) run.regions = Object.keys(JSON.parse(values[':intent'].S));
    if (values[':published']) this.checkPublished(run, values[':digest']?.S);
  }

  /** When all is over: what regions serve and what the ledger says. */
  checkEnd(ledger: Record<string, any> | undefined): void {
    for (const region of this.regions) {
      if (this.isAsPromised(region)) continue;
      const place = `at the end region ${region} serves ${show(this.served.get(region))}, expected ${show(this.kept.get(region))}`;
      this.violations.push(`P1: ${place}`);
    }
    const state = ledger?.['releaseState']?.S;
    if (ledger?.['lockOwner']) this.violations.push(`P7: the lock is still held by ${ledger['lockOwner'].S}`);
    const debt = ledger?.['intent'] !== undefined || state === 'Publishing';
    const isExcused = state === 'RollbackIncomplete' && this.tampered.size > 0;
    if (debt && !isExcused)
      this.violations.push(`P7: the ledger still has a debt (${state}): ${ledger?.['intent']?.S}`);
  }

  private describe(detail: any): ObservedRun {
    const input = JSON.parse(detail.input ?? '{}');
    if (detail.stateMachineArn === SWEEP_ARN)
      return { arn: detail.executionArn, operation: 'sweep', regions: [], status: 'RUNNING' };
    const { operation = 'publish', regions = this.regions, digest, dryRun } = input;
    return {
      arn: detail.executionArn,
      operation: dryRun ? 'plan' : operation,
      regions,
      digest,
      status: 'RUNNING',
    };
  }

  private checkKept(region: string, now: Served): void {
    for (const [name, hash] of Object.entries(this.kept.get(region) ?? {}))
      if (now[name] !== hash)
        this.violations.push(
          `P3: region ${region}: ${name} was there before and is gone; it serves ${show(now)}`,
        );
  }

  /** The build that is served in full, if one is; a violation if one is served in part. */
  private checkWhole(region: string, now: Served): StoredRelease | undefined {
    const kept = this.kept.get(region) ?? {};
    for (const release of this.releases) {
      const whole = Object.fromEntries(release.assets.map(({ name, sha256 }) => [name, sha256]));
      // What has to stay may be the other build, under the same names.
      if (isSame(now, { ...kept, ...whole })) return release;
    }
    if (!isSame(now, kept) && Object.keys(now).length > 0)
      this.violations.push(`P4: region ${region} serves a partial version: ${show(now)}`);
    return undefined;
  }

  /** @param execution the name of the run's execution */
  private runOf(execution: string): ObservedRun | undefined {
    return [...this.runs.values()].find(({ arn }) => arn.endsWith(`:${execution}`));
  }

  /** A version may appear only when every region of its run has it staged or serves it. */
  private async checkAllStaged(region: string, release: StoredRelease): Promise<void> {
    const copy = this.mutations.findLast(
      (each) => each.region === region && each.operation === 'CopyPackageVersions',
    );
    const run = copy && this.runOf(copy.execution);
    if (!run) return;
    const whole = Object.fromEntries(release.assets.map(({ name, sha256 }) => [name, sha256]));
    for (const other of run.regions) {
      const serves = this.served.get(other) ?? {};
      if (release.assets.every(({ name, sha256 }) => serves[name] === sha256) || this.tampered.has(other))
        continue;
      const staged = await this.reader.staged(other);
      if (!isSame(staged, whole))
        this.violations.push(
          `P4: region ${region} shows the version while region ${other} has staged only ${show(staged)}`,
        );
    }
  }

  private checkPublished(run: ObservedRun, build: string | undefined): void {
    const release = this.releases.find(({ digest }) => digest === build);
    if (!release)
      return void this.violations.push(`P1: execution ${run.arn} succeeded without saying with which build`);
    this.published.add(release.digest);
    if (this.published.size > 1) this.violations.push('P5: two builds were published under one version');
    const whole = Object.fromEntries(release.assets.map(({ name, sha256 }) => [name, sha256]));
    for (const region of run.regions) {
      const serves = this.served.get(region) ?? {};
      if (!this.tampered.has(region) && !isSame(serves, whole))
        this.violations.push(`P1: a run succeeded, but region ${region} serves ${show(serves)}`);
      this.kept.set(region, serves);
    }
  }

  /** A rollback that could stop jobs has left none of a run that has ended. */
  private checkNoJobLeft({ arn }: ObservedRun): void {
    for (const { id, execution } of this.world().jobs.running()) {
      if (this.runOf(execution)?.status !== 'RUNNING')
        this.violations.push(
          `P7: ${arn} rolled back, but job ${id} of dead execution ${execution} still runs`,
        );
    }
  }

  private checkFailed(run: ObservedRun, cause: string): void {
    const { error = 'none', arn } = run;
    if (UNTOUCHED.includes(error)) {
      const touched = this.mutations.filter(({ execution }) => arn.endsWith(`:${execution}`));
      if (touched.length > 0)
        this.violations.push(
          `P2: ${error} says that nothing was touched, but ${touched.length} calls changed something`,
        );
      return;
    }
    const changed = this.regions.filter((region) => !this.isAsPromised(region));
    if (error === 'PublishRolledBack') {
      for (const region of changed)
        this.violations.push(
          `P1: a run was rolled back, but region ${region} serves ${show(this.served.get(region))}, before ${show(this.kept.get(region))}`,
        );
    } else if (error === 'RollbackIncomplete') {
      for (const region of changed)
        if (!cause.includes(region))
          this.violations.push(`P2: region ${region} is left behind, but not named: ${cause}`);
      // The next sweep does what a failed one left; a defect of its definition would stay.
    } else if (run.operation !== 'sweep' || /^States\.(Runtime|QueryEvaluationError)$/.test(error))
      this.violations.push(`P7: execution ${arn} died of ${error}: ${cause.slice(0, 500)}`);
  }

  /** Whether a region serves what was there before, where a part may have been completed. */
  private isAsPromised(region: string): boolean {
    const serves = this.served.get(region) ?? {};
    const kept = this.kept.get(region) ?? {};
    if (isSame(serves, kept) || this.tampered.has(region)) return true;
    return (
      Object.keys(kept).length > 0 && Object.entries(kept).every(([name, hash]) => serves[name] === hash)
    );
  }
}

function show(served: Served = {}): string {
  const files = Object.entries(served).map(([name, hash]) => `${name} (${hash.slice(0, 8)})`);
  return files.length === 0 ? 'nothing' : files.join(', ');
}
