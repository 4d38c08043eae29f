import { parse } from 'yaml';
import { BuildspecReader } from './buildspec-reader';

/** Phases of a buildspec, in the order they run. */
export const BUILDSPEC_PHASES = ['install', 'pre_build', 'build', 'post_build'] as const;
export type BuildspecPhaseName = (typeof BUILDSPEC_PHASES)[number];

/** One phase of a buildspec. */
export interface BuildspecPhase {
  readonly commands: readonly string[];
  /** Commands that run after `commands`, also when one of them failed. */
  readonly finally: readonly string[];
  /** Left out, the failure process follows CodeBuild's build phase transitions. */
  readonly onFailure?: string;
  readonly runAs?: string;
  readonly runtimeVersions: Readonly<Record<string, string>>;
}

/** What a build keeps of its files; every pattern is relative to the base directory. */
export interface BuildspecArtifacts {
  readonly files: readonly string[];
  readonly excludePaths: readonly string[];
  /** Shell word: `builds/$CODEBUILD_BUILD_NUMBER/it`. */
  readonly name?: string;
  readonly baseDirectory?: string;
  readonly discardPaths: boolean;
  readonly enableSymlinks: boolean;
  readonly s3Prefix?: string;
}

/** A buildspec of version 0.2, with every default filled in. */
export interface Buildspec {
  readonly runAs?: string;
  readonly env: {
    readonly shell?: string;
    readonly variables: Readonly<Record<string, string>>;
    readonly exportedVariables: readonly string[];
    readonly parameterStore: Readonly<Record<string, string>>;
    readonly secretsManager: Readonly<Record<string, string>>;
    readonly gitCredentialHelper: boolean;
  };
  readonly proxy: { readonly uploadArtifacts: boolean; readonly logs: boolean };
  readonly phases: Readonly<Partial<Record<BuildspecPhaseName, BuildspecPhase>>>;
  readonly artifacts?: BuildspecArtifacts & {
    readonly secondary: Readonly<Record<string, BuildspecArtifacts>>;
  };
}

/**
 * Reads a buildspec, the same way for synthesis and for the local runtime: what CodeBuild would ignore in silence (a
 * misspelt key) is refused here. Keys and their meaning: CodeBuild user guide, "Build specification reference for
 * CodeBuild". `batch`, `reports` and `cache` are refused: nothing here uses them, and a key is better refused than half
 * supported.
 *
 * @throws Error that names every problem, where it stands and what was expected
 */
export function parseBuildspec(text: string, file = 'buildspec'): Buildspec {
  return readBuildspec(parseYaml(text, file), file);
}

/**
 * Checks a buildspec and gives it as CDK wants it, an object.
 *
 * @throws Error as {@link parseBuildspec} does
 */
export function buildspecObject(text: string, file: string): Record<string, unknown> {
  const document = parseYaml(text, file);
  readBuildspec(document, file);
  return document as Record<string, unknown>;
}

function parseYaml(text: string, file: string): unknown {
  try {
    // In the failsafe schema every scalar is the text that was written: `1.10` stays 1.10 and `yes` stays yes.
    return parse(text, { schema: 'failsafe' });
  } catch (error) {
    throw new Error(`${file}: expected YAML: ${(error as Error).message}`, { cause: error });
  }
}

const NOT_SUPPORTED = ['batch', 'reports', 'cache'];

function readBuildspec(document: unknown, file: string): Buildspec {
  const root = new BuildspecReader(document, '', []);
  root.allow(['version', 'run-as', 'env', 'proxy', 'phases', 'artifacts', ...NOT_SUPPORTED]);
  for (const key of NOT_SUPPORTED) if (root.has(key)) root.complain(key, 'not supported here, leave it out');
  if (Number(root.scalar('version')) !== 0.2) root.complain('version', 'expected 0.2');
  const buildspec: Buildspec = {
    runAs: root.scalar('run-as'),
    env: readEnv(root),
    proxy: readProxy(root),
    phases: readPhases(root),
    artifacts: readArtifacts(root),
  };
  if (root.problems.length > 0) throw new Error(`${file}: ${root.problems.join('; ')}`);
  return buildspec;
}

function readEnv(root: BuildspecReader): Buildspec['env'] {
  const env = root.child('env');
  env?.allow([
    'shell',
    'variables',
    'parameter-store',
    'secrets-manager',
    'exported-variables',
    'git-credential-helper',
  ]);
  const shell = env?.scalar('shell');
  if (shell !== undefined && !['bash', '/bin/sh'].includes(shell))
    env?.complain('shell', `expected bash or /bin/sh, got "${shell}"`);
  const exportedVariables = env?.list('exported-variables') ?? [];
  for (const name of exportedVariables) checkExported(env, name);
  return {
    shell,
    variables: env?.variables('variables') ?? {},
    parameterStore: env?.variables('parameter-store') ?? {},
    secretsManager: env?.variables('secrets-manager') ?? {},
    exportedVariables,
    gitCredentialHelper: env?.flag('git-credential-helper') ?? false,
  };
}

function checkExported(env: BuildspecReader | undefined, name: string): void {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
    env?.complain('exported-variables', `"${name}" is no name of an environment variable`);
  else if (name.startsWith('AWS_'))
    env?.complain('exported-variables', `"${name}": variables that start with AWS_ cannot be exported`);
}

function readProxy(root: BuildspecReader): Buildspec['proxy'] {
  const proxy = root.child('proxy');
  proxy?.allow(['upload-artifacts', 'logs']);
  return {
    uploadArtifacts: proxy?.flag('upload-artifacts') ?? false,
    logs: proxy?.flag('logs') ?? false,
  };
}

function readPhases(root: BuildspecReader): Buildspec['phases'] {
  const phases = root.child('phases');
  if (phases === undefined) {
    root.complain('phases', 'expected at least one phase');
    return {};
  }
  phases.allow(BUILDSPEC_PHASES);
  const read: Partial<Record<BuildspecPhaseName, BuildspecPhase>> = {};
  for (const name of BUILDSPEC_PHASES) {
    const phase = phases.child(name);
    if (phase !== undefined) read[name] = readPhase(phase, name);
  }
  return read;
}

function readPhase(phase: BuildspecReader, name: BuildspecPhaseName): BuildspecPhase {
  const keys = ['run-as', 'on-failure', 'commands', 'finally'];
  phase.allow(name === 'install' ? [...keys, 'runtime-versions'] : keys);
  const onFailure = phase.scalar('on-failure');
  const runtimeVersions = phase.scalars('runtime-versions');
  if (onFailure !== undefined && !/^(ABORT|CONTINUE|RETRY(-.+)?)$/.test(onFailure))
    phase.complain('on-failure', `expected ABORT, CONTINUE or RETRY, got "${onFailure}"`);
  const count = /^RETRY-(\d+)(-|$)/.exec(onFailure ?? '')?.[1];
  if (Number(count ?? 0) > 100)
    phase.complain('on-failure', `expected a count of 0 to 100, got "${onFailure}"`);
  if (phase.has('runtime-versions') && Object.keys(runtimeVersions).length === 0)
    phase.complain('runtime-versions', 'expected at least one runtime');
  // The guide asks for commands in every phase but install.
  if (!phase.has('commands') && name !== 'install') phase.complain('commands', 'expected a list of commands');
  return {
    commands: phase.list('commands'),
    finally: phase.list('finally'),
    onFailure,
    runAs: phase.scalar('run-as'),
    runtimeVersions,
  };
}

const ARTIFACT_KEYS = [
  'files',
  'name',
  'discard-paths',
  'base-directory',
  'exclude-paths',
  'enable-symlinks',
  's3-prefix',
];

function readArtifacts(root: BuildspecReader): Buildspec['artifacts'] {
  const artifacts = root.child('artifacts');
  if (artifacts === undefined) return undefined;
  artifacts.allow([...ARTIFACT_KEYS, 'secondary-artifacts']);
  const group = artifacts.child('secondary-artifacts');
  const secondary: Record<string, BuildspecArtifacts> = {};
  for (const identifier of group?.keys() ?? []) {
    const one = group?.child(identifier);
    one?.allow(ARTIFACT_KEYS);
    if (one !== undefined) secondary[identifier] = readArtifact(one);
  }
  return { ...readArtifact(artifacts), secondary };
}

function readArtifact(artifact: BuildspecReader): BuildspecArtifacts {
  // Always required, "even when there are only secondary artifacts defined".
  if (!artifact.has('files')) artifact.complain('files', 'expected a list of paths');
  return {
    files: artifact.list('files'),
    excludePaths: artifact.list('exclude-paths'),
    name: artifact.scalar('name'),
    baseDirectory: artifact.scalar('base-directory'),
    discardPaths: artifact.flag('discard-paths'),
    enableSymlinks: artifact.flag('enable-symlinks'),
    s3Prefix: artifact.scalar('s3-prefix'),
  };
}
