import { createHash } from 'node:crypto';
import type { ResolvedResource } from './resource-provider';

/**
 * A physical name as CloudFormation makes one up for a resource without a name: stack, logical id and a suffix. Here
 * the suffix comes from both, so that the name is the same on every start.
 */
export function generatedName(
  resource: Pick<ResolvedResource, 'stack' | 'logicalId' | 'region'>,
  options: { readonly maxLength?: number; readonly lowerCase?: boolean } = {},
): string {
  const suffix = fingerprint(resource).slice(0, 12).toUpperCase();
  const room = (options.maxLength ?? 64) - suffix.length - 1;
  const name = `${`${resource.stack}-${resource.logicalId}`.slice(0, room)}-${suffix}`;
  return options.lowerCase ? name.toLowerCase() : name;
}

/** An id in the form of a UUID that is the same on every start. */
export function generatedId(resource: Pick<ResolvedResource, 'stack' | 'logicalId' | 'region'>): string {
  return fingerprint(resource).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}

function fingerprint({ stack, logicalId, region }: Pick<ResolvedResource, 'stack' | 'logicalId' | 'region'>) {
  return createHash('sha256').update(`${region}/${stack}/${logicalId}`).digest('hex');
}
