import { type ConditionContext, meets } from './conditions';
import type { Matched, Policy, Principals, Statement } from './policy';
import { replaceVariables } from './variables';
import { matchesResource, matchesWildcards } from './wildcards';

/** A request as policies see it. */
export interface PolicyRequest {
  readonly action: string;
  readonly resource: string;
  readonly caller: Caller;
  readonly context: ConditionContext;
}

/** Names by which a policy's `Principal` can mean the caller. */
export interface Caller {
  readonly account: string;
  /** ARNs of an IAM principal: of the session and of its role, or of the user. */
  readonly arns: readonly string[];
  /** `events.amazonaws.com`, when an AWS service calls on its own behalf. */
  readonly service?: string;
}

/** What a set of policies says: the kind of grant matters where only the account as a whole is allowed. */
export type Verdict = 'denied' | 'allowed' | 'account-allowed' | 'silent';

/** Evaluates one or several policies: an explicit deny wins over every allow. */
export function evaluate(policies: readonly Policy[], request: PolicyRequest): Verdict {
  let verdict: Verdict = 'silent';
  for (const policy of policies) {
    for (const statement of policy.statements) {
      const grant = applies(statement, policy, request);
      if (grant === 'no') continue;
      if (statement.effect === 'Deny') return 'denied';
      if (grant === 'yes') verdict = 'allowed';
      else if (verdict === 'silent') verdict = 'account-allowed';
    }
  }
  return verdict;
}

type Grant = 'yes' | 'account' | 'no';

function applies(statement: Statement, policy: Policy, request: PolicyRequest): Grant {
  const grant = statement.principals ? meansCaller(statement.principals, request.caller) : 'yes';
  if (grant === 'no') return 'no';
  const actionFits = fits(statement.actions, (pattern) =>
    matchesWildcards(pattern, request.action, { ignoreCase: true }),
  );
  if (!actionFits || !resourceFits(statement, policy, request)) return 'no';
  for (const condition of statement.conditions) {
    const values = replaceAll(condition.values, policy, request.context);
    if (!meets(condition, values, request.context)) return 'no';
  }
  return grant;
}

function fits(matched: Matched, test: (pattern: string) => boolean): boolean {
  return matched.patterns.some(test) !== matched.not;
}

function resourceFits(statement: Statement, policy: Policy, request: PolicyRequest): boolean {
  if (!statement.resources) return true;
  const { not, patterns } = statement.resources;
  const replaced = replaceAll(patterns, policy, request.context);
  // A resource whose variable has no value means none, whichever way it is asked.
  if (replaced.length === 0) return false;
  return replaced.some((pattern) => matchesResource(pattern, request.resource)) !== not;
}

function replaceAll(texts: readonly string[], policy: Policy, context: ConditionContext): string[] {
  if (!policy.hasVariables) return [...texts];
  return texts.map((text) => replaceVariables(text, context)).filter((text) => text !== undefined);
}

/**
 * Whether a statement's principal means the caller. Allowing an account only lets its identity policies decide;
 * denying one denies everybody in it (IAM user guide, "AWS JSON policy elements: Principal").
 */
function meansCaller(principals: Principals, caller: Caller): Grant {
  if (principals.not) return isExempt(principals, caller) ? 'no' : 'yes';
  if (caller.service !== undefined && principals.services.includes(caller.service)) return 'yes';
  if (principals.everyone) return 'yes';
  if (caller.service !== undefined) return 'no';
  if (caller.arns.some((arn) => principals.aws.includes(arn))) return 'yes';
  return namesAccount(principals, caller) ? 'account' : 'no';
}

/**
 * `NotPrincipal` spares only those of whom it lists every name: the account, and both the role and its session (IAM
 * user guide, "AWS JSON policy elements: NotPrincipal").
 */
function isExempt(principals: Principals, caller: Caller): boolean {
  if (principals.everyone) return true;
  if (caller.service !== undefined) return principals.services.includes(caller.service);
  return namesAccount(principals, caller) && caller.arns.every((arn) => principals.aws.includes(arn));
}

function namesAccount({ aws }: Principals, { account }: Caller): boolean {
  return aws.includes(account) || aws.includes(`arn:aws:iam::${account}:root`);
}
