import { evaluate, type PolicyRequest } from './evaluate';
import type { Policy } from './policy';

/** A request with every policy that has a say in it. */
export interface Question {
  readonly request: PolicyRequest;
  /** Policies of the caller. */
  readonly identity: readonly Policy[];
  /** Policy that the resource carries itself. */
  readonly resource?: Policy;
  /** Whether the resource belongs to another account than the caller. */
  readonly crossAccount?: boolean;
}

/** The decision on a request, with what AWS would give as the reason of a refusal. */
export type Answer =
  | { readonly allowed: true }
  | {
      readonly allowed: false;
      readonly reason: 'explicit-deny' | 'no-allow';
      readonly policies: 'identity-based' | 'resource-based';
    };

const ALLOWED: Answer = { allowed: true };

/**
 * Decides on a request (IAM user guide, "Policy evaluation logic" and "Cross-account policy evaluation logic"): within
 * one account either side may allow it; across accounts both must, each for its own part.
 */
export function decide({ request, identity, resource, crossAccount }: Question): Answer {
  const caller = evaluate(identity, request);
  const own = resource ? evaluate([resource], request) : 'silent';
  const deny = (reason: 'explicit-deny' | 'no-allow', policies: 'identity-based' | 'resource-based') =>
    ({ allowed: false, reason, policies }) as const;
  if (caller === 'denied') return deny('explicit-deny', 'identity-based');
  if (own === 'denied') return deny('explicit-deny', 'resource-based');
  if (crossAccount) {
    if (own === 'silent') return deny('no-allow', 'resource-based');
    return caller === 'allowed' ? ALLOWED : deny('no-allow', 'identity-based');
  }
  if (own === 'allowed') return ALLOWED;
  if (caller === 'allowed' && (own === 'account-allowed' || !decidesAlone(request))) return ALLOWED;
  const isService = request.caller.service !== undefined;
  return deny('no-allow', isService || caller === 'allowed' ? 'resource-based' : 'identity-based');
}

/**
 * Keys and roles are the resources whose own policy must allow a call: an identity policy counts only as far as that
 * policy lets the account decide (KMS developer guide, "Key policies"; IAM user guide, "Policy evaluation logic").
 */
function decidesAlone({ action, resource }: PolicyRequest): boolean {
  return /^arn:aws:kms:[^:]*:[^:]*:key\//.test(resource) || action === 'sts:AssumeRole';
}
