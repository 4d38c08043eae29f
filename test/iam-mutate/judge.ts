import type { Decision } from '../../lib/local/iam/journal';
import { decide } from '../../lib/local/iam/policy/decide';
import { evaluate } from '../../lib/local/iam/policy/evaluate';
import type { Policy } from '../../lib/local/iam/policy/policy';
import { type Mutation, mutatePolicy } from './mutation';
import type { Recorded } from './recorder';

/** What the recorded decisions say about a mutation. */
export interface Judgement {
  /**
   * - `needed`: with the mutated policies, a recorded request is decided the other way
   * - `covered`: it had a say in a recorded request, but another statement says the same
   * - `unused`: it had a say in none
   */
  readonly verdict: 'needed' | 'covered' | 'unused';
  /** How many kinds of recorded requests are decided the other way. */
  readonly changed: number;
  /** One of them, for a person to read. */
  readonly example?: string;
  readonly flows: readonly string[];
}

/** Puts every recorded request that the mutated statement could decide to the mutated policies. */
export function judge(mutation: Mutation, recorded: readonly Recorded[]): Judgement {
  const { label } = mutation.statement;
  const carries = (policy: Policy | undefined) =>
    policy?.statements.some(({ sid }) => sid === label) ?? false;
  const concerned = recorded.filter(
    ({ question }) => carries(question.resource) || question.identity.some(carries),
  );
  const changed = concerned.filter((one) => decide(mutated(one, mutation)).allowed !== one.answer.allowed);
  const [first] = changed;
  if (first) {
    const flows = [...new Set(changed.map(({ flow }) => flow))];
    return {
      verdict: 'needed',
      changed: changed.length,
      example: `${describeDecision(first)} (${first.flow})`,
      flows,
    };
  }
  const used = concerned.some((one) => hasSay(one, mutation));
  return { verdict: used ? 'covered' : 'unused', changed: 0, flows: [] };
}

function mutated({ question }: Recorded, mutation: Mutation) {
  return {
    ...question,
    identity: question.identity.map((policy) => mutatePolicy(policy, mutation)),
    ...(question.resource && { resource: mutatePolicy(question.resource, mutation) }),
  };
}

/** Whether what is removed applies to the request: alone, it says something, and without it, it does not. */
function hasSay({ question }: Recorded, mutation: Mutation): boolean {
  const policies = [...question.identity, ...(question.resource ? [question.resource] : [])];
  return policies.some((policy) => {
    const only = {
      ...policy,
      statements: policy.statements.filter(({ sid }) => sid === mutation.statement.label),
    };
    if (only.statements.length === 0) return false;
    return evaluate([only], question.request) !== evaluate([mutatePolicy(only, mutation)], question.request);
  });
}

/** Tells a person what a caller can no longer do, or can do now. */
export function describeDecision({ principal, question }: Decision): string {
  const { action, resource } = question.request;
  const who = (principal.roleArn ?? principal.arn).replace(/^.*[:/]/, '');
  // Decided by the policies as they were deployed: without the mutated grant it is the other way round.
  return `${who} could${decide(question).allowed ? ' not' : ''} ${action} on ${resource}`;
}
