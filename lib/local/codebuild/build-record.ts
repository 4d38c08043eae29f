import type { Clock } from '../clock';
import type {
  Build,
  BuildPhase,
  BuildStatus,
  PhaseContext,
  PhaseType,
  ProcessGroup,
  StoredBuild,
} from './build';
import type { BuildStore } from './build-store';

/** A build that is going on: every step is on disk before the next is taken. */
export class BuildRecord {
  constructor(
    private stored: StoredBuild,
    private readonly builds: BuildStore,
    private readonly clock: Clock,
  ) {}

  get build(): Build {
    return this.stored.build;
  }

  get region(): string {
    return this.stored.region;
  }

  get plan(): StoredBuild['plan'] {
    return this.stored.plan;
  }

  get processes(): readonly ProcessGroup[] {
    return this.stored.processes ?? [];
  }

  update(changes: Partial<Build>): Promise<void> {
    return this.save({ ...this.stored, build: { ...this.stored.build, ...changes } });
  }

  addProcess(group: ProcessGroup): Promise<void> {
    return this.save({ ...this.stored, processes: [...this.processes, group] });
  }

  beginPhase(phaseType: PhaseType): Promise<void> {
    const phase: BuildPhase = { phaseType, startTime: this.clock.now() };
    return this.update({ currentPhase: phaseType, phases: [...this.build.phases, phase] });
  }

  /** Ends the phase that is going on. */
  endPhase(phaseStatus: BuildStatus, contexts?: readonly PhaseContext[]): Promise<void> {
    return this.update({ phases: this.endedPhases(phaseStatus, contexts) });
  }

  /** Ends the build; a phase that is still going on gets the build's status. */
  complete(buildStatus: BuildStatus, contexts?: readonly PhaseContext[]): Promise<void> {
    const now = this.clock.now();
    const phases = this.endedPhases(buildStatus, contexts);
    return this.save({
      ...this.stored,
      processes: undefined,
      build: {
        ...this.build,
        phases: [...phases, { phaseType: 'COMPLETED', startTime: now }],
        currentPhase: 'COMPLETED',
        buildStatus,
        buildComplete: true,
        endTime: now,
      },
    });
  }

  private endedPhases(phaseStatus: BuildStatus, contexts?: readonly PhaseContext[]): BuildPhase[] {
    const endTime = this.clock.now();
    return this.build.phases.map((phase) =>
      phase.endTime !== undefined
        ? phase
        : {
            ...phase,
            phaseStatus,
            endTime,
            durationInSeconds: Math.floor((endTime - phase.startTime) / 1000),
            ...(contexts === undefined ? {} : { contexts }),
          },
    );
  }

  private async save(stored: StoredBuild): Promise<void> {
    // Work that was under way when the build was ended must not change it any more.
    if (this.build.buildComplete) throw new Error(`build ${this.build.id} has ended`);
    this.stored = stored;
    await this.builds.save(stored);
  }
}
