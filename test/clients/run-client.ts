import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { OPERATOR } from '../../lib/local/iam/iam';

const ROOT = join(__dirname, '../..');
const run = promisify(execFile);

export const REGION = 'us-east-1';

/** Environments of `.clients`, and `project`: the project's own tools, `.venv`. */
export type Environment = 'twine-6' | 'pip-oldest' | 'uv' | 'poetry' | 'hatch' | 'pdm' | 'project';

/** One run of a client. */
export interface ClientCall {
  readonly environment: Environment;
  /** `twine`, `pip` … */
  readonly name: string;
  readonly args: readonly string[];
  /** Address of the runtime. */
  readonly url: string;
  readonly home: string;
  /** @default home */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Path of a program of an environment. */
export function programOf(environment: Environment, name: string): string {
  const folder = environment === 'project' ? '.venv' : join('.clients', environment);
  const program = join(ROOT, folder, 'bin', name);
  if (existsSync(program)) return program;
  throw new Error(`expected ${name} at ${program}; "npm test -- clients" installs it`);
}

/**
 * Runs a real client, which knows nothing but this machine; gives what it prints on both streams.
 * @throws Error with all of its output when it fails
 */
export async function runClient(call: ClientCall): Promise<string> {
  const program = programOf(call.environment, call.name);
  try {
    const options = { cwd: call.cwd ?? call.home, env: { ...environmentOf(program, call), ...call.env } };
    const { stdout, stderr } = await run(program, call.args, options);
    return stdout + stderr;
  } catch (error) {
    const { stdout = '', stderr = '', message } = error as Error & { stdout?: string; stderr?: string };
    throw new Error(`${call.name} ${call.args.join(' ')}: ${message}\n${stdout}\n${stderr}`, {
      cause: error,
    });
  }
}

function environmentOf(program: string, { url, home }: ClientCall): Record<string, string> {
  return {
    PATH: `${dirname(program)}:/usr/local/bin:/usr/bin:/bin`,
    HOME: home,
    LANG: 'C.UTF-8',
    AWS_ACCESS_KEY_ID: OPERATOR.accessKeyId,
    AWS_SECRET_ACCESS_KEY: OPERATOR.secretAccessKey,
    AWS_DEFAULT_REGION: REGION,
    AWS_ENDPOINT_URL: url,
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
  };
}
