import {
  type CodeartifactClient,
  paginateListPackages,
  paginateListPackageVersions,
} from '@aws-sdk/client-codeartifact';
import type { Limit } from 'p-limit';

/** A version as a repository lists it. */
export interface HeldVersion {
  readonly status: string;
  /** Another one whenever assets or metadata change (user guide, "Package version revision"). */
  readonly revision: string;
}

/** What a repository holds: `PACKAGE VERSION` → how. `limit` bounds the calls that are made at once. */
export async function heldVersions(
  client: CodeartifactClient,
  where: { domain: string; repository: string },
  limit: Limit,
): Promise<Map<string, HeldVersion>> {
  const names: string[] = [];
  const pages = paginateListPackages({ client }, { ...where, format: 'pypi' });
  await limit(async () => {
    for await (const page of pages) names.push(...(page.packages ?? []).map((item) => item.package ?? ''));
  });
  const held = new Map<string, HeldVersion>();
  await Promise.all(
    names.map((name) =>
      limit(async () => {
        const input = { ...where, format: 'pypi' as const, package: name };
        for await (const list of paginateListPackageVersions({ client }, input)) {
          for (const { version, status, revision } of list.versions ?? [])
            held.set(`${name} ${version}`, { status: status ?? '', revision: revision ?? '' });
        }
      }),
    ),
  );
  return held;
}
