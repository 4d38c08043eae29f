import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clients } from '../../../lib/cli/clients';
import type { Release } from '../../../lib/contract';
import { prepareTools, storeRelease } from '../../bench/world/make-release';
import { PYTHON } from '../../bench/world/paths';

/** Releases of a package, made in batches and stored where runs look for them. */
export class Releases {
  private readonly tools: string;
  private readonly folder: string;

  constructor(
    directory: string,
    private readonly clients: Clients,
  ) {
    this.folder = join(directory, 'releases');
    this.tools = join(this.folder, 'tools');
    mkdirSync(this.folder, { recursive: true });
    prepareTools(this.folder, this.tools);
  }

  /** Makes and stores a release of each version. */
  async make(name: string, versions: readonly string[]): Promise<Release[]> {
    const script = join(__dirname, 'make_releases.py');
    const folder = join(this.folder, name);
    mkdirSync(folder, { recursive: true });
    execFileSync(PYTHON, [script, this.tools, folder, name, ...versions], { stdio: 'pipe' });
    return await Promise.all(versions.map((version) => this.store(join(folder, `release-${version}`))));
  }

  /** Stores a release of the same source distribution alone. */
  async makePart({ package: name, version }: Release): Promise<Release> {
    return await this.store(join(this.folder, name, `release-part-${version}`));
  }

  private async store(folder: string): Promise<Release> {
    const release: Release = JSON.parse(readFileSync(join(folder, 'release.json'), 'utf8'));
    await storeRelease(this.clients.s3, { release, directory: folder });
    return release;
  }
}
