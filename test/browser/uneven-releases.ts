import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DeletePackageVersionsCommand,
  UpdatePackageVersionsStatusCommand,
} from '@aws-sdk/client-codeartifact';
import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { deploymentNames } from '../../lib/contract';
import type { Deployment } from '../acceptance/deployment';
import { makeRelease, storeRelease } from '../bench/world/make-release';

const NAMES = deploymentNames('vigilant');

/**
 * Brings regions to hold different things, with what an administrator can do and the workflow itself: policies keep
 * everybody, administrators too, from uploading or copying into the release repositories.
 */
export class UnevenReleases {
  private readonly folder = mkdtempSync(join(tmpdir(), 'vigilant-uneven-'));

  constructor(
    private readonly deployment: Deployment,
    readonly name: string,
  ) {}

  /** Builds, stores and publishes a version in some regions, and waits for the end. */
  async publish(
    version: string,
    regions: readonly string[],
    build: { bytes?: number; sourceOnly?: boolean } = {},
  ): Promise<void> {
    const { digest } = await this.store(version, build);
    const { status, error, cause } = await this.deployment.run({
      ...{ package: this.name, version, digest, regions },
    });
    if (status !== 'SUCCEEDED') throw new Error(`${this.name} ${version}: ${status} ${error}: ${cause}`);
  }

  /** Builds and stores a version, as the pipeline does before it starts a run. */
  async store(version: string, build: { bytes?: number; sourceOnly?: boolean } = {}) {
    const made = makeRelease(this.folder, { name: this.name, version, ...build });
    await storeRelease(this.deployment.clients.s3, made);
    rmSync(made.directory, { recursive: true });
    rmSync(join(this.folder, `dist-${version}`), { recursive: true });
    return made.release;
  }

  /** The ledger forgets a version, so that another build of it can be published elsewhere. */
  async forget(version: string): Promise<void> {
    const Key = { package: { S: this.name }, version: { S: version } };
    await this.deployment.clients.dynamoDb.send(new DeleteItemCommand({ TableName: NAMES.ledgerTable, Key }));
  }

  async remove(region: string, version: string): Promise<void> {
    const input = { ...this.address, versions: [version] };
    await this.deployment.clients.codeArtifact(region).send(new DeletePackageVersionsCommand(input));
  }

  /** Hides a version from consumers. */
  async archive(region: string, version: string): Promise<void> {
    const input = { ...this.address, versions: [version], targetStatus: 'Archived' as const };
    await this.deployment.clients.codeArtifact(region).send(new UpdatePackageVersionsStatusCommand(input));
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private get address() {
    return { domain: 'vigilant', repository: 'release', format: 'pypi' as const, package: this.name };
  }
}
