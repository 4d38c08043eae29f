import { systemClock } from '../../clock';
import { createRuntime } from '../../runtime';
import type { Journal } from '../journal';
import { FlowAccount } from './flow-account';
import { FLOWS } from './flows';
import type { LabelledAssembly } from './labelled-assembly';

/** How the flows went. */
export type FlowsResult = { readonly passed: true } | { readonly passed: false; readonly failure: string };

/** What to run the flows with. */
export interface FlowsOptions {
  readonly assembly: LabelledAssembly;
  readonly projectRoot: string;
  readonly log: (line: string) => void;
  readonly journal?: Journal;
  /** Hears of each flow before it starts. */
  readonly entering?: (flow: (typeof FLOWS)[number]) => void;
}

/** Account of the throw-away deployment; the templates name none. */
const ACCOUNT = '000000000000';

/** Deploys the assembly as it is now and runs the flows, until one fails. */
export async function runFlows(options: FlowsOptions): Promise<FlowsResult> {
  const { assembly, projectRoot, log } = options;
  const failed = (where: string, error: unknown): FlowsResult => ({
    passed: false,
    failure: `${where}: ${(error as Error).message}`,
  });
  const runtime = await createRuntime({
    assemblyDirectory: assembly.directory,
    account: ACCOUNT,
    projectRoot,
    clock: systemClock,
    // What a function or a service logs is told by the flow that it breaks.
    log: () => {},
    journal: options.journal,
  }).catch((error: unknown) => failed('deployment', error));
  if ('passed' in runtime) return runtime;
  try {
    const account = new FlowAccount(runtime, assembly.names, projectRoot);
    for (const flow of FLOWS) {
      options.entering?.(flow);
      const start = systemClock.now();
      try {
        await flow.run(account);
      } catch (error) {
        return failed(flow.name, error);
      }
      log(`  ${flow.name}: as it must (${Math.round((systemClock.now() - start) / 1000)} s)`);
    }
    return { passed: true };
  } finally {
    await runtime.close();
  }
}
