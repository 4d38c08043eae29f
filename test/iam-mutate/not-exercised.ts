import { matchesWildcards } from '../../lib/local/iam/policy/wildcards';
import listed from './not-exercised.json';

/** Why grants cannot be exercised on this machine. */
export interface NotExercised {
  /** Ids of mutations, with `*` for any text. */
  readonly grants: readonly string[];
  readonly reason: string;
  /** What says that AWS asks for them all the same. */
  readonly source: string;
}

const NOT_EXERCISED: readonly NotExercised[] = listed;

/** The entry of not-exercised.json about a mutation, if there is one. */
export function notExercised(id: string): NotExercised | undefined {
  return NOT_EXERCISED.find(({ grants }) => grants.some((pattern) => matchesWildcards(pattern, id)));
}

/** Patterns of not-exercised.json that are about none of these mutations, so that the list cannot grow stale. */
export function stalePatterns(ids: readonly string[]): readonly string[] {
  return NOT_EXERCISED.flatMap(({ grants }) => grants).filter(
    (pattern) => !ids.some((id) => matchesWildcards(pattern, id)),
  );
}
