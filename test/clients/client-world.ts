import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { systemClock } from '../../lib/local/clock';
import { OPERATOR } from '../../lib/local/iam/iam';
import { createRuntime, type LocalRuntime } from '../../lib/local/runtime';
import { writeSmallAssembly } from '../local/runtime/small-assembly';
import { type ClientCall, type Environment, REGION, runClient } from './run-client';

const ROOT = join(__dirname, '../..');
const run = promisify(execFile);

export const ACCOUNT = '000000000000';
export const DOMAIN = 'acme';

/** Where a client is called, and with which variables besides those of `runClient`. */
type Call = Pick<ClientCall, 'cwd' | 'env'>;

/** The whole runtime in this process, and the real clients beside it, which know nothing but this machine. */
export class ClientWorld {
  private constructor(
    readonly folder: string,
    private readonly runtime: LocalRuntime,
  ) {}

  /** Starts a runtime that has the domain `acme`, and what the assembly has. */
  static async open(writeAssembly: (directory: string) => string = writeSmallAssembly): Promise<ClientWorld> {
    const folder = mkdtempSync(join(tmpdir(), 'vigilant-clients-'));
    const runtime = await createRuntime({
      assemblyDirectory: writeAssembly(join(folder, 'cdk.out')),
      account: ACCOUNT,
      projectRoot: ROOT,
      // Clients sign with the real time.
      clock: systemClock,
      log: () => undefined,
    });
    const world = new ClientWorld(folder, runtime);
    await world.codeartifact('CreateDomain', { domain: DOMAIN });
    return world;
  }

  get url(): string {
    return this.runtime.url;
  }

  /** Makes an empty repository and gives its address for package managers, as the API names it. */
  async repository(repository: string): Promise<string> {
    await this.codeartifact('CreateRepository', { domain: DOMAIN, repository });
    const of = { domain: DOMAIN, repository, format: 'pypi' };
    return (await this.codeartifact('GetRepositoryEndpoint', of)).repositoryEndpoint;
  }

  async token(): Promise<string> {
    return (await this.codeartifact('GetAuthorizationToken', { domain: DOMAIN })).authorizationToken;
  }

  /** File name → SHA-256 of what a repository has of a version, as the API tells it. */
  async assets(repository: string, name: string, version: string): Promise<Record<string, string>> {
    const { assets } = await this.codeartifact('ListPackageVersionAssets', {
      ...{ domain: DOMAIN, repository, format: 'pypi', package: name, packageVersion: version },
    });
    return Object.fromEntries(
      assets.map((asset: any): [string, string] => [asset.name, asset.hashes['SHA-256']]),
    );
  }

  async codeartifact(operation: string, input: object): Promise<any> {
    return this.invoke('codeartifact', operation, input);
  }

  /** Calls an operation as the operator. */
  async invoke(service: string, operation: string, input: object): Promise<any> {
    const principal = { arn: `arn:aws:iam::${ACCOUNT}:user/${OPERATOR.userName}`, account: ACCOUNT };
    return this.runtime.gateway.invoke({ service, operation, region: REGION, principal, input });
  }

  /** Writes a file below the world's folder, and gives its path. */
  write(path: string, content: string | Buffer): string {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  }

  /** Runs a client against this runtime, as `runClient` does. */
  async run(
    environment: Environment,
    name: string,
    args: readonly string[],
    call: Call = {},
  ): Promise<string> {
    const { folder, url } = this;
    return runClient({ environment, name, args, url, home: folder, ...call });
  }

  /** Runs Python of a virtual environment that a client made, with a script, and gives what it prints. */
  async python(folder: string, script: string): Promise<string> {
    return (await run(join(folder, 'bin/python'), ['-c', script])).stdout.trim();
  }

  async close(): Promise<void> {
    await this.runtime.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
