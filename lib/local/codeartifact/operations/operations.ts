import type { Operation } from '../../service';
import type { CodeArtifactContext } from '../context';
import { createDomain, deleteDomain } from './change-domains';
import { createRepository, deleteRepository } from './change-repositories';
import { copyPackageVersions } from './copy-package-versions';
import { deletePackage } from './delete-package';
import { deletePackageVersions } from './delete-package-versions';
import { describeDomain } from './describe-domain';
import { describePackage } from './describe-package';
import { describePackageGroup } from './describe-package-group';
import { describePackageVersion } from './describe-package-version';
import { describeRepository } from './describe-repository';
import { disposePackageVersions } from './dispose-package-versions';
import { getAssociatedPackageGroup } from './get-associated-package-group';
import { getAuthorizationToken } from './get-authorization-token';
import { getDomainPermissionsPolicy } from './get-domain-permissions-policy';
import { getPackageVersionAsset } from './get-package-version-asset';
import { getPackageVersionReadme } from './get-package-version-readme';
import { getRepositoryEndpoint } from './get-repository-endpoint';
import { getRepositoryPermissionsPolicy } from './get-repository-permissions-policy';
import { listDomains } from './list-domains';
import { listPackageGroups } from './list-package-groups';
import { listPackageVersionAssets } from './list-package-version-assets';
import { listPackageVersions } from './list-package-versions';
import { listPackages } from './list-packages';
import { listRepositories } from './list-repositories';
import { listRepositoriesInDomain } from './list-repositories-in-domain';
import { putPackageOriginConfiguration } from './put-package-origin-configuration';
import { updatePackageVersionsStatus } from './update-package-versions-status';

/** Every operation of CodeArtifact that is emulated, under its name in the service model. */
export function codeArtifactOperations(context: CodeArtifactContext): Record<string, Operation> {
  return {
    CopyPackageVersions: copyPackageVersions(context),
    CreateDomain: createDomain(context),
    CreateRepository: createRepository(context),
    DeleteDomain: deleteDomain(context),
    DeletePackage: deletePackage(context),
    DeletePackageVersions: deletePackageVersions(context),
    DeleteRepository: deleteRepository(context),
    DescribeDomain: describeDomain(context),
    DescribePackage: describePackage(context),
    DescribePackageGroup: describePackageGroup(context),
    DescribePackageVersion: describePackageVersion(context),
    DescribeRepository: describeRepository(context),
    DisposePackageVersions: disposePackageVersions(context),
    GetAssociatedPackageGroup: getAssociatedPackageGroup(context),
    GetAuthorizationToken: getAuthorizationToken(context),
    GetDomainPermissionsPolicy: getDomainPermissionsPolicy(context),
    GetPackageVersionAsset: getPackageVersionAsset(context),
    GetPackageVersionReadme: getPackageVersionReadme(context),
    GetRepositoryEndpoint: getRepositoryEndpoint(context),
    GetRepositoryPermissionsPolicy: getRepositoryPermissionsPolicy(context),
    ListDomains: listDomains(context),
    ListPackageGroups: listPackageGroups(context),
    ListPackages: listPackages(context),
    ListPackageVersionAssets: listPackageVersionAssets(context),
    ListPackageVersions: listPackageVersions(context),
    ListRepositories: listRepositories(context),
    ListRepositoriesInDomain: listRepositoriesInDomain(context),
    PutPackageOriginConfiguration: putPackageOriginConfiguration(context),
    UpdatePackageVersionsStatus: updatePackageVersionsStatus(context),
  };
}
