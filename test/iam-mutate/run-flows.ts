import { systemClock } from '../../lib/local/clock';
import type { Journal } from '../../lib/local/iam/journal';
import type { Policy } from '../../lib/local/iam/policy/policy';
import { createRuntime } from '../../lib/local/runtime';
import type { Flow } from './flow';
import { FlowAccount } from './flow-account';
import { flowsOf } from './flows';
import type { LabelledAssembly } from './labelled-assembly';

/** How a flow went. */
export interface FlowResult {
  readonly flow: string;
  readonly seconds: number;
  /** What went otherwise than it must. */
  readonly failure?: string;
}

/** What to deploy for the flows, and who listens. */
export interface FlowsOptions {
  readonly assembly: LabelledAssembly;
  readonly projectRoot: string;
  readonly journal: Journal;
  /** Changes each policy whenever it decides. */
  readonly amendPolicy?: (policy: Policy) => Policy;
}

/** A throw-away deployment in which flows run. */
export interface FlowWorld {
  readonly flows: readonly Flow[];
  run(flow: Flow): Promise<FlowResult>;
  /** Ends what a flow that failed has left behind. */
  mend(): Promise<void>;
  close(): Promise<void>;
}

/** Account of the throw-away deployment; the templates name none. */
const ACCOUNT = '000000000000';

/** Deploys the assembly. @throws Error that says what cannot be deployed */
export async function openWorld(options: FlowsOptions): Promise<FlowWorld> {
  const { assembly, projectRoot, journal, amendPolicy } = options;
  const messages: string[] = [];
  const runtime = await createRuntime({
    assemblyDirectory: assembly.directory,
    account: ACCOUNT,
    projectRoot,
    clock: systemClock,
    // What else a function or a service says is told by the flow that it breaks.
    log: (line) => {
      if (line.startsWith('message to ')) messages.push(line);
    },
    journal,
    amendPolicy,
  });
  const account = new FlowAccount({ runtime, names: assembly.names, projectRoot, messages });
  return {
    flows: flowsOf(assembly.names.regions),
    mend: () => account.mend(),
    close: () => runtime.close(),
    async run(flow) {
      const start = systemClock.now();
      const failure = await flow.run(account).then(
        () => undefined,
        (error: Error) => error.message,
      );
      const seconds = (systemClock.now() - start) / 1000;
      return { flow: flow.name, seconds, ...(failure !== undefined && { failure }) };
    },
  };
}
