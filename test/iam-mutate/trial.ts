import type { Decision } from '../../lib/local/iam/journal';
import { decide } from '../../lib/local/iam/policy/decide';
import type { Flow } from './flow';
import { type Mutation, mutatePolicy } from './mutation';
import { type Recorded, Recorder } from './recorder';
import { type FlowResult, type FlowsOptions, type FlowWorld, openWorld } from './run-flows';

/** How a flow went with mutated policies. */
export interface TrialResult extends FlowResult {
  /** The first call that was decided otherwise than by the policies as they were deployed. */
  readonly changed?: Decision;
}

/** What a {@link Trial} deploys. */
export type TrialOptions = Pick<FlowsOptions, 'assembly' | 'projectRoot'>;

/**
 * A deployment whose policies can be without one grant for as long as a flow runs. Only what the policies say changes:
 * the flows, the calls and the services that make them are those of every other run.
 */
export class Trial {
  private world!: FlowWorld;
  private active?: Mutation;
  private changed?: Decision;
  private readonly recorder = new Recorder();

  /** Deploys; with a mutation, the policies are without it from the first call on. */
  static async open(options: TrialOptions, mutation?: Mutation): Promise<Trial> {
    const trial = new Trial();
    trial.active = mutation;
    trial.world = await openWorld({
      ...options,
      journal: (decision) => trial.hear(decision),
      amendPolicy: (policy) => (trial.active ? mutatePolicy(policy, trial.active) : policy),
    });
    return trial;
  }

  get flows(): readonly Flow[] {
    return this.world.flows;
  }

  /** Every decision that was made without a mutation. */
  decisions(): readonly Recorded[] {
    return this.recorder.decisions();
  }

  /** Runs a flow with the policies as they are. */
  async run(flow: Flow): Promise<TrialResult> {
    this.changed = undefined;
    this.recorder.enter(flow.name, flow);
    const result = await this.world.run(flow);
    const changed: Decision | undefined = this.changed;
    return { ...result, changed };
  }

  /** Runs a flow without a grant; afterwards the deployment is fit for the next one. */
  async runWithout(mutation: Mutation, flow: Flow): Promise<TrialResult> {
    this.active = mutation;
    try {
      return await this.run(flow);
    } finally {
      this.active = undefined;
      await this.world.mend();
    }
  }

  async close(): Promise<void> {
    await this.world.close();
  }

  private hear(decision: Decision): void {
    if (!this.active) this.recorder.journal(decision);
    else if (decide(decision.question).allowed !== decision.answer.allowed) this.changed ??= decision;
  }
}
