import type { Policy, Statement } from '../../lib/local/iam/policy/policy';
import type { LabelledStatement } from './label-statements';

/** One thing less in the policies: a statement, or one action or one resource of a statement that has several. */
export interface Mutation {
  /** `vigilant-pipeline/vigilant-retract/RemoveVersions/codeartifact:DeletePackageVersions` */
  readonly id: string;
  readonly statement: LabelledStatement;
  readonly removes: 'statement' | 'action' | 'resource';
  /** Which one of the statement's actions or resources. */
  readonly index?: number;
}

/** Every mutation of some statements: each statement, then each of its actions, then each of its resources. */
export function mutationsOf(statements: readonly LabelledStatement[]): readonly Mutation[] {
  return statements.flatMap((statement) => {
    const { stack, owner, kind, sid, actions, resources } = statement;
    const id = `${stack}/${owner}${kind === 'trust' ? ' trust' : ''}/${sid}`;
    const each = (removes: 'action' | 'resource', items: readonly string[]): Mutation[] =>
      items.length < 2
        ? []
        : items.map((item, index) => ({ id: `${id}/${item}`, statement, removes, index }));
    return [
      { id, statement, removes: 'statement' as const },
      ...each('action', actions),
      ...each('resource', resources),
    ];
  });
}

/** A deployed policy without what the mutation removes; the same one when it has nothing of it. */
export function mutatePolicy(policy: Policy, mutation: Mutation): Policy {
  const { label } = mutation.statement;
  if (!policy.statements.some(({ sid }) => sid === label)) return policy;
  return {
    ...policy,
    statements: policy.statements.flatMap((statement) =>
      statement.sid === label ? mutateStatement(statement, mutation) : [statement],
    ),
  };
}

function mutateStatement(statement: Statement, { removes, index }: Mutation): Statement[] {
  if (removes === 'statement') return [];
  const name = removes === 'action' ? 'actions' : 'resources';
  const matched = statement[name];
  if (!matched) return [statement];
  return [{ ...statement, [name]: { ...matched, patterns: matched.patterns.filter((_, i) => i !== index) } }];
}
