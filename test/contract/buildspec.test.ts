import { buildspecObject, parseBuildspec } from '../../lib/contract/buildspec';

const MINIMAL = 'version: 0.2\nphases:\n  build:\n    commands: [make]\n';

test('a minimal buildspec gets every default', () => {
  expect(parseBuildspec(MINIMAL)).toEqual({
    env: {
      variables: {},
      parameterStore: {},
      secretsManager: {},
      exportedVariables: [],
      gitCredentialHelper: false,
    },
    proxy: { uploadArtifacts: false, logs: false },
    phases: { build: { commands: ['make'], finally: [], runtimeVersions: {} } },
  });
});

test('scalars keep the text that was written', () => {
  const spec = parseBuildspec(`
version: 0.2
env:
  variables: {A: 1.10, B: yes, C: 007, D: "x"}
phases:
  install:
    runtime-versions: {python: 3.10}
`);
  expect(spec.env.variables).toEqual({ A: '1.10', B: 'yes', C: '007', D: 'x' });
  expect(spec.phases.install?.runtimeVersions).toEqual({ python: '3.10' });
});

test('artifacts and secondary artifacts are read with all their settings', () => {
  const spec = parseBuildspec(`
version: '0.2'
phases: {build: {commands: make, finally: [clean], on-failure: CONTINUE}}
artifacts:
  files: ['**/*']
  name: it-$AWS_REGION
  base-directory: dist
  discard-paths: yes
  exclude-paths: [tmp/**]
  secondary-artifacts:
    manifest: {files: release.json}
`);
  expect(spec.phases.build).toMatchObject({ commands: ['make'], finally: ['clean'], onFailure: 'CONTINUE' });
  expect(spec.artifacts).toMatchObject({
    files: ['**/*'],
    name: 'it-$AWS_REGION',
    baseDirectory: 'dist',
    discardPaths: true,
    excludePaths: ['tmp/**'],
    secondary: { manifest: { files: ['release.json'], discardPaths: false } },
  });
});

test.each([
  ['version: 0.1\nphases: {build: {commands: [a]}}', 'version: expected 0.2'],
  ['version: 0.2', 'phases: expected at least one phase'],
  ['version: 0.2\nphases: {buidl: {commands: [a]}}', /unknown key phases\.buidl; known here are install, /],
  ['version: 0.2\nphases: {build: {comands: [a]}}', /unknown key phases\.build\.comands/],
  ['version: 0.2\nphases: {build: {}}', 'phases.build.commands: expected a list of commands'],
  [
    'version: 0.2\nphases: {build: {commands: [{echo: hi}]}}',
    'phases.build.commands[0]: expected a string, got {"echo":"hi"}',
  ],
  ['version: 0.2\nphases: {build: {commands: [a], on-failure: NEVER}}', /expected ABORT, CONTINUE or RETRY/],
  [
    'version: 0.2\nreports: {}\nphases: {build: {commands: [a]}}',
    'reports: not supported here, leave it out',
  ],
  ['version: 0.2\nbatch: {}\nphases: {build: {commands: [a]}}', 'batch: not supported here'],
  ['version: 0.2\ncache: {paths: [a]}\nphases: {build: {commands: [a]}}', 'cache: not supported here'],
  [
    'version: 0.2\nphases: {build: {commands: [a], on-failure: RETRY-101-oops}}',
    'phases.build.on-failure: expected a count of 0 to 100, got "RETRY-101-oops"',
  ],
  [
    'version: 0.2\nphases: {install: {runtime-versions: {}}}',
    'phases.install.runtime-versions: expected at least one runtime',
  ],
  [
    'version: 0.2\nenv: {variables: {CODEBUILD_X: 1}}\nphases: {build: {commands: [a]}}',
    /start with CODEBUILD_ are reserved/,
  ],
  [
    'version: 0.2\nenv: {exported-variables: [AWS_X]}\nphases: {build: {commands: [a]}}',
    /start with AWS_ cannot be exported/,
  ],
  [
    'version: 0.2\nenv: {shell: zsh}\nphases: {build: {commands: [a]}}',
    /expected bash or \/bin\/sh, got "zsh"/,
  ],
  [
    'version: 0.2\nphases: {build: {commands: [a]}}\nartifacts: {name: x}',
    'artifacts.files: expected a list of paths',
  ],
  [
    'version: 0.2\nphases: {build: {commands: [a]}}\nartifacts: {files: [a], discard-paths: perhaps}',
    /expected yes or no, got "perhaps"/,
  ],
  ['- a', /document: expected a mapping/],
  ['a: [', /expected YAML/],
])('%j is refused', (text, message) => {
  expect(() => parseBuildspec(text, 'buildspecs/x.yml')).toThrow(message);
  expect(() => parseBuildspec(text, 'buildspecs/x.yml')).toThrow(/^buildspecs\/x\.yml: /);
});

test('all problems are told at once', () => {
  expect(() => parseBuildspec('version: 1\nfoo: 1\nphases: {build: {bar: 1, commands: [a]}}')).toThrow(
    /unknown key foo.*version: expected 0\.2.*unknown key phases\.build\.bar/,
  );
});

test('as CDK wants it, a buildspec is an object that is checked, and whose scalars are the text that was written', () => {
  const text = 'version: 0.2\nphases: {install: {runtime-versions: {python: 3.10}}}';
  expect(buildspecObject(text, 'x')).toEqual({
    version: '0.2',
    phases: { install: { 'runtime-versions': { python: '3.10' } } },
  });
  expect(() => buildspecObject('version: 0.2\nphases: {build: {comands: []}}', 'x')).toThrow(/comands/);
});
