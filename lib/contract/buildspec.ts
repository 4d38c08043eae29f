/** Marks a mapping whose keys the author chooses, such as `variables`. */
const ANY = Symbol('any');
type Keys = { readonly [key: string]: Keys | typeof ANY };

const LEAF = ANY;
const PHASE: Keys = { 'run-as': LEAF, 'on-failure': LEAF, commands: LEAF, finally: LEAF };
const ARTIFACTS: Keys = {
  files: LEAF,
  name: LEAF,
  'discard-paths': LEAF,
  'base-directory': LEAF,
  'exclude-paths': LEAF,
  'enable-symlinks': LEAF,
  's3-prefix': LEAF,
};

/**
 * Keys of a buildspec of version 0.2 (CodeBuild user guide, "Build specification reference for CodeBuild").
 * `batch` and `reports` are left out: this project uses neither, and a key is better refused than half supported.
 */
const BUILDSPEC: Keys = {
  version: LEAF,
  'run-as': LEAF,
  env: {
    shell: LEAF,
    variables: ANY,
    'parameter-store': ANY,
    'secrets-manager': ANY,
    'exported-variables': LEAF,
    'git-credential-helper': LEAF,
  },
  proxy: { 'upload-artifacts': LEAF, logs: LEAF },
  phases: { install: { ...PHASE, 'runtime-versions': ANY }, pre_build: PHASE, build: PHASE, post_build: PHASE },
  artifacts: { ...ARTIFACTS, 'secondary-artifacts': ANY },
  cache: { paths: LEAF, key: LEAF, 'fallback-keys': LEAF, action: LEAF },
};

/**
 * Checks a parsed buildspec for keys that CodeBuild does not know, which it would ignore in silence.
 *
 * @throws Error that names every such key and where it stands
 */
export function checkBuildspec(buildspec: unknown, file: string): Record<string, unknown> {
  if (!isMapping(buildspec)) throw new Error(`${file}: expected a mapping, got ${JSON.stringify(buildspec)}`);
  const problems = unknownKeys(buildspec, BUILDSPEC, '');
  // YAML reads an unquoted 0.2 as a number; CodeBuild takes both.
  if (Number(buildspec['version']) !== 0.2) {
    problems.push(`version: expected 0.2, got ${JSON.stringify(buildspec['version'])}`);
  }
  if (!isMapping(buildspec['phases'])) problems.push('phases: expected a mapping of phases');
  if (problems.length > 0) throw new Error(`${file}: ${problems.join('; ')}`);
  return buildspec;
}

function unknownKeys(mapping: Record<string, unknown>, keys: Keys, path: string): string[] {
  return Object.entries(mapping).flatMap(([key, value]) => {
    const where = path ? `${path}.${key}` : key;
    const known = Object.hasOwn(keys, key) ? keys[key] : undefined;
    if (known === undefined) return [`unknown key ${where}; known here are ${Object.keys(keys).join(', ')}`];
    if (known === ANY) return [];
    return isMapping(value) ? unknownKeys(value, known, where) : [`${where}: expected a mapping`];
  });
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
