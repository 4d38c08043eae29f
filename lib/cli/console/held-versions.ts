import {
  type CodeartifactClient,
  paginateListPackages,
  paginateListPackageVersions,
} from '@aws-sdk/client-codeartifact';

/** What a repository holds: `PACKAGE VERSION` → status. */
export async function heldVersions(
  client: CodeartifactClient,
  where: { domain: string; repository: string },
): Promise<Map<string, string>> {
  const held = new Map<string, string>();
  for await (const page of paginateListPackages({ client }, { ...where, format: 'pypi' })) {
    for (const item of page.packages ?? []) {
      const versions = paginateListPackageVersions(
        { client },
        { ...where, format: 'pypi', package: item.package },
      );
      for await (const list of versions) {
        for (const { version, status } of list.versions ?? [])
          held.set(`${item.package} ${version}`, status ?? '');
      }
    }
  }
  return held;
}
