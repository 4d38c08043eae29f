import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { systemClock } from '../../lib/local/clock';
import { OPERATOR } from '../../lib/local/iam/iam';
import { createRuntime, type LocalRuntime } from '../../lib/local/runtime';
import { writeSmallAssembly } from '../local/runtime/small-assembly';

const ROOT = join(__dirname, '../..');
const run = promisify(execFile);

export const ACCOUNT = '000000000000';
export const REGION = 'us-east-1';
export const DOMAIN = 'acme';

/** Environments of `.clients`, and `project`: the project's own tools, `.venv`. */
export type Environment = 'twine-6' | 'pip-oldest' | 'uv' | 'poetry' | 'hatch' | 'pdm' | 'project';

/** How a client is called. */
export interface Call {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** The whole runtime in this process, and the real clients beside it, which know nothing but this machine. */
export class ClientWorld {
  private constructor(
    readonly folder: string,
    private readonly runtime: LocalRuntime,
  ) {}

  /** Starts a runtime that has the domain `acme`. */
  static async open(): Promise<ClientWorld> {
    const folder = mkdtempSync(join(tmpdir(), 'vigilant-clients-'));
    const runtime = await createRuntime({
      assemblyDirectory: writeSmallAssembly(join(folder, 'cdk.out')),
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
    const principal = { arn: `arn:aws:iam::${ACCOUNT}:user/${OPERATOR.userName}`, account: ACCOUNT };
    return this.runtime.gateway.invoke({
      service: 'codeartifact',
      operation,
      region: REGION,
      principal,
      input,
    });
  }

  /** Writes a file below the world's folder, and gives its path. */
  write(path: string, content: string | Buffer): string {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  }

  /** Path of a program of an environment. */
  program(environment: Environment, name: string): string {
    const folder = environment === 'project' ? '.venv' : join('.clients', environment);
    const program = join(ROOT, folder, 'bin', name);
    if (existsSync(program)) return program;
    throw new Error(`expected ${name} at ${program}; "npm test -- clients" installs it`);
  }

  /**
   * Runs a program; gives what it prints on both streams.
   * @throws Error with all of its output when it fails
   */
  async run(
    environment: Environment,
    name: string,
    args: readonly string[],
    call: Call = {},
  ): Promise<string> {
    const program = this.program(environment, name);
    const { cwd = this.folder } = call;
    try {
      const { stdout, stderr } = await run(program, args, { cwd, env: this.environment(program, call.env) });
      return stdout + stderr;
    } catch (error) {
      const { stdout = '', stderr = '', message } = error as Error & { stdout?: string; stderr?: string };
      throw new Error(`${name} ${args.join(' ')}: ${message}\n${stdout}\n${stderr}`, { cause: error });
    }
  }

  /** Runs Python of a virtual environment that a client made, with a script, and gives what it prints. */
  async python(folder: string, script: string): Promise<string> {
    return (await run(join(folder, 'bin/python'), ['-c', script])).stdout.trim();
  }

  async close(): Promise<void> {
    await this.runtime.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private environment(program: string, more: Readonly<Record<string, string>> = {}) {
    return {
      PATH: `${dirname(program)}:/usr/local/bin:/usr/bin:/bin`,
      HOME: this.folder,
      LANG: 'C.UTF-8',
      AWS_ACCESS_KEY_ID: OPERATOR.accessKeyId,
      AWS_SECRET_ACCESS_KEY: OPERATOR.secretAccessKey,
      AWS_DEFAULT_REGION: REGION,
      AWS_ENDPOINT_URL: this.url,
      AWS_EC2_METADATA_DISABLED: 'true',
      PIP_CONFIG_FILE: '/dev/null',
      PIP_DISABLE_PIP_VERSION_CHECK: '1',
      PIP_NO_CACHE_DIR: '1',
      POETRY_VIRTUALENVS_IN_PROJECT: 'true',
      UV_NO_CONFIG: '1',
      UV_NO_CACHE: '1',
      UV_PYTHON_DOWNLOADS: 'never',
      PDM_CHECK_UPDATE: 'false',
      PYTHON_KEYRING_BACKEND: 'keyring.backends.null.Keyring',
      ...more,
    };
  }
}
