import type { ResolvedResource } from './resource-provider';

/**
 * Refuses properties that a provider knows nothing of. `withoutEffect` lists those that are accepted although nothing
 * comes of them on this machine; a provider says there why that is right.
 * @throws Error that names every property it does not know.
 */
export function refuseUnknownProperties(
  resource: ResolvedResource,
  known: { readonly emulated: readonly string[]; readonly withoutEffect?: readonly string[] },
): void {
  const accepted = new Set([...known.emulated, ...(known.withoutEffect ?? [])]);
  const unknown = Object.keys(resource.properties).filter((name) => !accepted.has(name));
  if (unknown.length > 0)
    throw new Error(
      `${unknown.join(', ')} ${unknown.length === 1 ? 'is' : 'are'} not emulated; supported: ${[...accepted].join(', ')}`,
    );
}
