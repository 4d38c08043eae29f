import { randomBytes } from 'node:crypto';
import type { BusEvent } from '../events/event-bus';
import { arns, type PackageAddress } from './arns';
import type { VersionChange, VersionRecord } from './package-store';

/** A change of a version with its place in the package's sequence of events. */
export interface NumberedChange extends VersionChange {
  readonly sequence: number;
}

/**
 * The event of a change, with the members and meanings of the user guide, "CodeArtifact event format and example".
 * For a deletion the state is that before it, because the guide lists no state for what is gone.
 */
export function stateChangeEvent(account: string, address: PackageAddress, change: NumberedChange): BusEvent {
  const { before, after } = change;
  const version = (after ?? before) as VersionRecord;
  return {
    source: 'aws.codeartifact',
    'detail-type': 'CodeArtifact Package Version State Change',
    region: address.region,
    account,
    resources: [arns.package(account, address)],
    detail: {
      domainName: address.domain,
      domainOwner: account,
      repositoryName: address.repository,
      repositoryAdministrator: account,
      packageFormat: 'pypi',
      packageNamespace: null,
      packageName: address.package,
      packageVersion: version.version,
      packageVersionState: version.status,
      packageVersionRevision: version.revision,
      changes: countChanges(change),
      operationType: before === undefined ? 'Created' : after === undefined ? 'Deleted' : 'Updated',
      sequenceNumber: change.sequence,
      eventDeduplicationId: randomBytes(32).toString('base64'),
    },
  };
}

function countChanges({ before, after }: VersionChange) {
  const [was, is] = [before?.assets ?? {}, after?.assets ?? {}];
  const kept = Object.keys(is).filter((name) => was[name] !== undefined);
  return {
    assetsAdded: Object.keys(is).length - kept.length,
    assetsRemoved: Object.keys(was).length - kept.length,
    assetsUpdated: kept.filter((name) => was[name]?.hashes['SHA-256'] !== is[name]?.hashes['SHA-256']).length,
    metadataUpdated: JSON.stringify(before?.metadata) !== JSON.stringify(after?.metadata),
    statusChanged: before?.status !== after?.status,
  };
}
