import { LOCK_LEASE_SECONDS } from '../../../lib/contract';
import type { Observer } from '../checks/observer';
import { askIndex, uploadForm } from '../world/index-client';
import { ACCOUNT } from '../world/permissive-iam';
import { FOREIGN_FILE, PACKAGE, type StoredRelease, sha256, VERSION } from '../world/releases';
import { STATE_MACHINE_ARN } from '../world/workflow-definition';
import { REPOSITORIES, type World } from '../world/world';
import type { Before, Happening, Schedule, Start } from './schedule';

/** The lease of the lock in the state machine, and a bit. */
export const LEASE = LOCK_LEASE_SECONDS * 1000 + 60_000;

/** A repository that people upload to. */
type Filled = 'staging' | 'release';

/** Does what a schedule has people and machines do at certain calls. One thing at a time, in the order it became due. */
export class Person {
  readonly releases: readonly [StoredRelease, StoredRelease];
  /** How many things were done. */
  acted = 0;
  private due: readonly Happening[];
  private pending = 0;
  private last: Promise<void> = Promise.resolve();

  constructor(
    private readonly options: {
      readonly world: () => World;
      readonly observer: Observer;
      readonly releases: readonly [StoredRelease, StoredRelease];
      readonly schedule: Schedule;
    },
  ) {
    this.releases = options.releases;
    this.due = options.schedule.happenings;
  }

  isIdle(): boolean {
    return this.pending === 0;
  }

  /** Nothing more is done. */
  goHome(): void {
    this.due = [];
  }

  /** Does what comes next, since no call will come that it waits for; false if nothing is left to do. */
  goOn(): boolean {
    const [next] = [...this.due].sort((a, b) => a.at - b.at);
    if (!next) return false;
    this.due = this.due.filter((happening) => happening !== next);
    this.queue(next);
    return true;
  }

  onCall(index: number): void {
    const now = this.due.filter(({ at, kind }) => at <= index && kind !== 'wait');
    if (now.length === 0) return;
    this.due = this.due.filter((happening) => !now.includes(happening));
    for (const happening of now) this.queue(happening);
  }

  /** Fills the repositories with what was there before. */
  async prepare(): Promise<void> {
    const { before, staged = [] } = this.options.schedule;
    await this.fill('release', before);
    await this.fill('staging', staged);
  }

  async start({ build, firstRegions, ask }: Start): Promise<void> {
    const release = build && this.releases[build === 'A' ? 0 : 1];
    const publish = {
      ...(release && { digest: release.digest }),
      ...(firstRegions !== undefined && { regions: this.options.observer.regions.slice(0, firstRegions) }),
      ...(ask === 'plan' && { dryRun: true }),
    };
    await this.startInput({
      package: PACKAGE,
      version: VERSION,
      ...(ask === 'rollback' ? { operation: 'rollback' } : publish),
    });
  }

  async startInput(input: object): Promise<void> {
    await this.options.world().call('stepfunctions', 'StartExecution', {
      stateMachineArn: STATE_MACHINE_ARN,
      input: JSON.stringify(input),
    });
  }

  private async fill(repository: Filled, regions: readonly Before[]): Promise<void> {
    for (const [i, before] of regions.entries())
      for (const [name, bytes] of filesOf(before, this.releases[0]))
        await this.upload(this.options.observer.regions[i] as string, name, bytes, repository);
  }

  private queue(happening: Happening): void {
    this.pending += 1;
    this.last = this.last
      .then(() => this.act(happening))
      .catch((error) => void this.options.observer.violations.push(`the simulation failed: ${error.stack}`))
      .finally(() => {
        this.pending -= 1;
      });
  }

  private async act(happening: Happening): Promise<void> {
    const { observer, world, schedule } = this.options;
    this.acted += 1;
    switch (happening.kind) {
      case 'start':
        return await this.start(happening.start);
      case 'stop':
        return await this.stop(happening.which, happening.leavesJobs ?? false);
      case 'restart':
        return await this.restart();
      case 'delete': {
        const region = observer.regions[happening.region] as string;
        observer.expectPerson(region, 'delete');
        const version = {
          domain: REPOSITORIES.domain,
          repository: REPOSITORIES.release,
          format: 'pypi',
          package: PACKAGE,
          versions: [VERSION],
        };
        // A version or package that is not there is as good as deleted.
        await world()
          .call('codeartifact', 'DeletePackageVersions', { region, ...version })
          .catch(() => undefined);
        return;
      }
      case 'upload': {
        const region = observer.regions[happening.region] as string;
        // The one gap that AWS leaves, see promote.ts: not between the look at a partial version and its completion.
        if (schedule.before[happening.region] === 'partial' && world().functions.isPromoting(region)) return;
        observer.expectPerson(region, 'upload');
        return await this.upload(region, FOREIGN_FILE, Buffer.from('of no build'));
      }
      case 'wait':
        world().clock.jump(LEASE);
    }
  }

  private async stop(which: number, leavesJobs: boolean): Promise<void> {
    const { observer, world } = this.options;
    const running = [...observer.runs.values()].filter(({ status }) => status === 'RUNNING');
    const executionArn = running.at(-1 - which)?.arn;
    if (!executionArn) return;
    if (leavesJobs) world().jobs.leave(executionArn.split(':').pop() as string);
    await world().call('stepfunctions', 'StopExecution', { executionArn });
  }

  /** What the dead process did not get to say is read from its store. */
  private async restart(): Promise<void> {
    const { observer, world } = this.options;
    await world().restart();
    const executions = world().base.table<any>('stepfunctions-executions');
    for await (const [arn, record] of executions.entries()) {
      if (observer.runs.get(arn)?.status === record.status) continue;
      observer.onStatus({ source: 'aws.states', detail: { ...record, executionArn: arn } } as never);
    }
  }

  private async upload(
    region: string,
    name: string,
    bytes: Buffer,
    repository: Filled = 'release',
  ): Promise<void> {
    const { world, observer } = this.options;
    const url = `/${REPOSITORIES.domain}-${ACCOUNT}.d.codeartifact.${region}.amazonaws.com/pypi/${REPOSITORIES[repository]}/`;
    const form = uploadForm({ package: PACKAGE, version: VERSION, name, bytes, sha256: sha256(bytes) });
    // Refused where the version is archived: that is the fence at work.
    await askIndex(world().index, {
      method: 'POST',
      url,
      token: await observer.reader.token(region),
      ...form,
    });
  }
}

function filesOf(before: Before, { bytes }: StoredRelease): [string, Buffer][] {
  const files = Object.entries(bytes);
  switch (before) {
    case 'nothing':
      return [];
    case 'partial':
      return files.slice(0, 1);
    case 'complete':
      return files;
    case 'conflict':
      return files.slice(0, 1).map(([name]) => [name, Buffer.from('other bytes')]);
  }
}
