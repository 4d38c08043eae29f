const COLLATOR = new Intl.Collator('en', { numeric: true });

/** Sorts by version as people count: 1.10.0 comes after 1.9.0. A run without one comes first. */
export function versionOrder(a: { readonly version?: string }, b: { readonly version?: string }): number {
  return COLLATOR.compare(a.version ?? '', b.version ?? '');
}
