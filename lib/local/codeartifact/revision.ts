import { createHash, randomUUID } from 'node:crypto';

/**
 * A new package version revision, in the form that the user guide shows: a SHA-256 in Base64. It changes with every
 * change of assets and never comes back, not even for the same assets in another repository or after a deletion: the
 * service promises no more than that a revision names one state of one version, so nothing may rely on more.
 */
export function newRevision(): string {
  return createHash('sha256').update(randomUUID()).digest('base64');
}
