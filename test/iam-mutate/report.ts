import type { Judgement } from './judge';
import type { Mutation } from './mutation';
import { notExercised } from './not-exercised';

/** One row of the table. */
export interface Row {
  readonly mutation: string;
  readonly removes: Mutation['removes'];
  readonly effect: 'Allow' | 'Deny';
  /**
   * - `needed`: something fails without it
   * - `listed`: cannot be exercised here, see `reason` and `source`
   * - `covered`: another statement says the same
   * - `unused`: no request needed it
   */
  readonly verdict: 'needed' | 'listed' | 'covered' | 'unused';
  /** `re-evaluated`: recorded requests were put to the mutated policies. `run`: flows ran with them. */
  readonly method: 're-evaluated' | 'run' | 'none';
  /** What fails. */
  readonly fails?: string;
  readonly flows?: readonly string[];
  readonly reason?: string;
  readonly source?: string;
}

/** What the output says about itself. */
export const METHOD = [
  'One run of all flows with the synthesized policies: each flow must end as it must, each probe must be refused, and',
  'nothing else may be refused. Every decision is recorded with the policies that it was made from.',
  're-evaluated: each recorded request was put to the policies without the grant. "needed" proves that a call which a',
  'flow made would be decided the other way (refused, or for a deny: allowed). It does not prove that the flow would',
  'notice; no call was made with the mutated policies.',
  'run: flows ran with the mutated policies. "needed" proves that one ended otherwise, and that a call of it was decided',
  'the other way, which only the grant that is gone can have changed.',
  'unused: no recorded request was decided by it. covered: some were, but another statement decides the same.',
  'listed: cannot be exercised on this machine; not-exercised.json has the reason and the source.',
] as const;

/** The row of a mutation that recorded requests were put to. */
export function rowOf(mutation: Mutation, { verdict, example, flows }: Judgement): Row {
  const base = { mutation: mutation.id, removes: mutation.removes, effect: mutation.statement.effect };
  if (verdict === 'needed') return { ...base, verdict, method: 're-evaluated', fails: example, flows };
  const entry = notExercised(mutation.id);
  if (!entry) return { ...base, verdict, method: 're-evaluated' };
  return { ...base, verdict: 'listed', method: 'none', reason: entry.reason, source: entry.source };
}

/** The table as text. */
export function table(rows: readonly Row[]): string {
  const lines = rows.map(({ verdict, method, effect, mutation, fails, reason }) =>
    [verdict.padEnd(8), method.padEnd(13), effect.padEnd(6), mutation, fails ?? reason ?? '']
      .join(' ')
      .trimEnd(),
  );
  const count = (verdict: Row['verdict']) => rows.filter((row) => row.verdict === verdict).length;
  const summary = (['needed', 'listed', 'covered', 'unused'] as const).map(
    (verdict) => `${count(verdict)} ${verdict}`,
  );
  return [...METHOD, '', ...lines, '', `${rows.length} mutations: ${summary.join(', ')}`].join('\n');
}
