import { describeDecision, type Judgement } from './judge';
import type { Mutation } from './mutation';
import { type Row, rowOf } from './report';
import { Trial, type TrialOptions, type TrialResult } from './trial';

/** What {@link prove} works with. */
export interface ProofOptions extends TrialOptions {
  readonly trial: Pick<Trial, 'flows' | 'runWithout'>;
  /** Seconds that each flow took with the policies as they are. */
  readonly seconds: ReadonlyMap<string, number>;
}

/**
 * Runs flows without a grant until one fails for want of it: the quickest of those in which, by re-evaluation, a call
 * would be decided otherwise. What a grant only allows once, such as a session of a function that is kept for an hour,
 * is tried in a deployment of its own.
 */
export async function prove(mutation: Mutation, judgement: Judgement, options: ProofOptions): Promise<Row> {
  if (judgement.verdict !== 'needed') return rowOf(mutation, judgement);
  const { trial, seconds } = options;
  const flows = trial.flows
    .filter(({ name }) => judgement.flows.includes(name))
    .sort((a, b) => (seconds.get(a.name) ?? 0) - (seconds.get(b.name) ?? 0));
  const results: TrialResult[] = [];
  for (const flow of flows) {
    const result = await trial.runWithout(mutation, flow);
    results.push(result);
    if (result.failure !== undefined && result.changed) return provedRow(mutation, result);
  }
  if (results.some(({ changed }) => changed)) return unprovedRow(mutation, results);
  const fresh = await proveAlone(mutation, judgement, options);
  return fresh.failure !== undefined && fresh.changed
    ? provedRow(mutation, fresh)
    : unprovedRow(mutation, [...results, fresh]);
}

async function proveAlone(
  mutation: Mutation,
  { flows }: Judgement,
  options: TrialOptions,
): Promise<TrialResult> {
  const trial = await Trial.open(options, mutation);
  try {
    let result: TrialResult | undefined;
    for (const flow of trial.flows) {
      result = await trial.run(flow);
      if (result.failure !== undefined || flow.name === flows[0]) return result;
    }
    throw new Error(`${mutation.id}: expected a flow named ${flows[0]}, found none`);
  } finally {
    await trial.close();
  }
}

function provedRow(mutation: Mutation, { flow, failure, changed }: TrialResult): Row {
  const why = changed ? describeDecision(changed) : '';
  return {
    ...rowBase(mutation),
    verdict: 'needed',
    method: 'run',
    fails: `${flow}: ${failure} (${why})`,
    flows: [flow],
  };
}

function unprovedRow(mutation: Mutation, results: readonly TrialResult[]): Row {
  const found = results.map(
    ({ flow, failure, changed }) =>
      `${flow}: ${failure ?? 'as it must'}, ${changed ? describeDecision(changed) : 'no call was decided otherwise'}`,
  );
  return { ...rowBase(mutation), verdict: 'unused', method: 'run', reason: found.join('; ') };
}

const rowBase = ({ id, removes, statement }: Mutation) => ({
  mutation: id,
  removes,
  effect: statement.effect,
});
