/** A policy document in one shape: every element that may be one value or a list is a list. */
export interface Policy {
  readonly statements: readonly Statement[];
  /** Policy variables are replaced only from this version on. */
  readonly hasVariables: boolean;
}

/** One statement of a policy. */
export interface Statement {
  readonly sid?: string;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: Matched;
  /** Undefined in a trust policy, which is about the role that carries it. */
  readonly resources?: Matched;
  /** Undefined in an identity policy, which is about whoever carries it. */
  readonly principals?: Principals;
  readonly conditions: readonly Condition[];
}

/** What `Action` and `NotAction`, `Resource` and `NotResource` have in common. */
export interface Matched {
  readonly not: boolean;
  readonly patterns: readonly string[];
}

/** `Principal` or `NotPrincipal`. */
export interface Principals {
  readonly not: boolean;
  /** `"*"` and `{"AWS": "*"}` */
  readonly everyone: boolean;
  /** ARNs and account IDs. */
  readonly aws: readonly string[];
  readonly services: readonly string[];
}

/** One operator on one key, with the values it is compared with. */
export interface Condition {
  /** Without qualifier and suffix: `StringEquals`. */
  readonly operator: string;
  readonly quantifier?: 'ForAllValues' | 'ForAnyValue';
  readonly ifExists: boolean;
  /** Lower case: condition keys are not case-sensitive. */
  readonly key: string;
  readonly values: readonly string[];
}

/** Where a policy is attached, which decides what elements it may and must have. */
export type PolicyKind = 'identity-based' | 'resource-based' | 'trust';
