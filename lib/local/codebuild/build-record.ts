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

/**
 * A build that is going on. What must not be lost is on disk when its promise resolves: the processes to be ended after
 * a crash, and its end. Phases and what it has made only tell how far it is, which after a crash is at its end; they are
 * written in order, and nothing waits for them.
 */
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

  /** Tells how far it is. @throws Error once the build has ended */
  note(changes: Partial<Build>): void {
    this.change({ ...this.stored, build: { ...this.build, ...changes } });
    this.builds.note(this.stored);
  }

  /** Writes what is known of the build once more, after a write that failed. */
  write(): Promise<void> {
    return this.builds.save(this.stored);
  }

  addProcess(group: ProcessGroup): Promise<void> {
    return this.save({ ...this.stored, processes: [...this.processes, group] });
  }

  /** Begins a phase. The one before has ended, or was the wait in the queue. @throws Error once the build has ended */
  beginPhase(phaseType: PhaseType): void {
    const phase: BuildPhase = { phaseType, startTime: this.clock.now() };
    this.note({ currentPhase: phaseType, phases: [...this.endedPhases('SUCCEEDED'), phase] });
  }

  /** Ends the phase that is going on. @throws Error once the build has ended */
  endPhase(phaseStatus: BuildStatus, contexts?: readonly PhaseContext[]): void {
    this.note({ phases: this.endedPhases(phaseStatus, contexts) });
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

  private save(stored: StoredBuild): Promise<void> {
    this.change(stored);
    return this.write();
  }

  private change(stored: StoredBuild): void {
    // Work that was under way when the build was ended must not change it any more.
    if (this.build.buildComplete) throw new Error(`build ${this.build.id} has ended`);
    this.stored = stored;
  }
}
