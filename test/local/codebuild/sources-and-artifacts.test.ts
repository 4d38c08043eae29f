import { buffer } from 'node:stream/consumers';
import { fromBufferPromise } from 'yauzl';
import { ZipFile } from 'yazl';
import { CodeBuildFixture, REGION, ROLE } from './code-build-fixture';

let fixture: CodeBuildFixture;

beforeEach(async () => {
  fixture = await CodeBuildFixture.create();
});
afterEach(async () => {
  await fixture.codeBuild.close();
  await fixture.store.close();
});

async function zip(files: Record<string, string>, mode = 0o100644): Promise<Buffer> {
  const archive = new ZipFile();
  for (const [name, text] of Object.entries(files)) archive.addBuffer(Buffer.from(text), name, { mode });
  archive.end();
  return buffer(archive.outputStream);
}

async function unzipped(name: string): Promise<Record<string, string>> {
  const archive = await fromBufferPromise(fixture.objects.get(name) as Buffer, { lazyEntries: true });
  const files: Record<string, string> = {};
  for await (const entry of archive.eachEntry())
    files[entry.fileName] = (await buffer(await archive.openReadStreamPromise(entry))).toString();
  return files;
}

const MAKE =
  'version: 0.2\nphases: {build: {commands: [mkdir -p out/deep && echo a >out/a.txt && echo b >out/deep/b.log && echo h >out/.hidden]}}\n';

test('the source of a StartBuild call is read from S3 in the version asked for', async () => {
  const script = await zip({ 'run.sh': '#!/bin/sh\necho ran in $(basename "$PWD")\n' }, 0o100755);
  fixture.objects.set('releases/pkg/bundle.zip?v7', script);
  await fixture.project(
    'version: 0.2\nphases: {build: {commands: [./run.sh, "echo $CODEBUILD_SOURCE_REPO_URL $CODEBUILD_SOURCE_VERSION"]}}',
  );
  const build = await fixture.build({
    sourceTypeOverride: 'S3',
    sourceLocationOverride: 'releases/pkg/bundle.zip',
    sourceVersion: 'v7',
  });
  expect(build).toMatchObject({
    buildStatus: 'SUCCEEDED',
    sourceVersion: 'v7',
    source: { type: 'S3', location: 'releases/pkg/bundle.zip' },
  });
  expect(await fixture.output(build.id)).toEqual(['ran in src', 's3://releases/pkg/bundle.zip v7']);
});

test('secondary sources lie beside the primary one, and variables say where and from where', async () => {
  fixture.objects.set('b/s.zip', await zip({ 'one.txt': 'one' }));
  fixture.objects.set('b/more.zip?v3', await zip({ 'two.txt': 'two' }));
  await fixture.deploy({
    Source: {
      Type: 'S3',
      Location: 'b/s.zip',
      BuildSpec: `
version: 0.2
phases:
  build:
    commands:
      - cat one.txt "$CODEBUILD_SRC_DIR_more/two.txt"; echo
      - echo "$CODEBUILD_SOURCE_REPO_URL_more $CODEBUILD_SOURCE_VERSION_more"`,
    },
    SecondarySources: [{ Type: 'S3', Location: 'b/more.zip', SourceIdentifier: 'more' }],
    SecondarySourceVersions: [{ SourceIdentifier: 'more', SourceVersion: 'v3' }],
  });
  expect(await fixture.output((await fixture.build()).id)).toEqual(['onetwo', 's3://b/more.zip v3']);
});

test('the buildspec is buildspec.yml of the source unless another path is given', async () => {
  const spec = (text: string) => `version: 0.2\nphases: {build: {commands: [echo ${text}]}}`;
  fixture.objects.set(
    'b/s.zip',
    await zip({ 'buildspec.yml': spec('default'), 'ci/other.yml': spec('other') }),
  );
  await fixture.deploy({ Source: { Type: 'S3', Location: 'b/s.zip' } });
  expect(await fixture.output((await fixture.build()).id)).toEqual(['default']);
  expect(await fixture.output((await fixture.build({ buildspecOverride: 'ci/other.yml' })).id)).toEqual([
    'other',
  ]);
  expect(await fixture.output((await fixture.build({ buildspecOverride: spec('inline') })).id)).toEqual([
    'inline',
  ]);
  const missing = await fixture.build({ buildspecOverride: 'nowhere.yml' });
  expect(missing.phases[3].contexts[0]).toEqual({
    statusCode: 'YAML_FILE_ERROR',
    message: 'YAML file does not exist: nowhere.yml',
  });
});

test.each([
  ['a source that is not there', undefined, /NoSuchKey.* for primary source s3:\/\/b\/s\.zip/],
  ['a source that is no archive', Buffer.from('not a zip'), /not a zip archive/],
])('%s fails DOWNLOAD_SOURCE', async (_, object, message) => {
  if (object !== undefined) fixture.objects.set('b/s.zip', object);
  await fixture.deploy({ Source: { Type: 'S3', Location: 'b/s.zip' } });
  const build = await fixture.build();
  expect(build.buildStatus).toBe('FAILED');
  expect(build.phases[3].phaseType).toBe('DOWNLOAD_SOURCE');
  expect(build.phases[3].contexts[0].message).toMatch(message);
});

test('an archive with a symbolic link or a name that leads outside is refused', async () => {
  await fixture.deploy({ Source: { Type: 'S3', Location: 'b/s.zip' } });
  fixture.objects.set('b/s.zip', await zip({ evil: '/etc/passwd' }, 0o120777));
  expect((await fixture.build()).phases[3].contexts[0].message).toMatch(/"evil" refused: symbolic links/);
  const bad = (await zip({ 'xx/evil': 'text' })).toString('latin1').replaceAll('xx/evil', '../evil');
  fixture.objects.set('b/s.zip', Buffer.from(bad, 'latin1'));
  expect((await fixture.build()).phases[3].contexts[0].message).toMatch(/invalid relative path: \.\.\/evil/);
});

test('artifacts are zipped to S3 with their hashes', async () => {
  await fixture.deploy({
    Source: {
      Type: 'NO_SOURCE',
      BuildSpec: `${MAKE}artifacts: {files: ['**/*'], base-directory: out, exclude-paths: ['**/*.log'], name: $NAME-$(echo 1)}`,
    },
    Artifacts: {
      Type: 'S3',
      Location: 'results',
      Path: '/builds/',
      Name: 'it.zip',
      NamespaceType: 'BUILD_ID',
      Packaging: 'ZIP',
    },
  });
  const build = await fixture.build();
  const key = `builds/${build.id.split(':')[1]}/it.zip`;
  expect(build.artifacts).toMatchObject({
    location: `arn:aws:s3:::results/${key}`,
    md5sum: expect.stringMatching(/^[0-9a-f]{32}$/),
    sha256sum: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect(await unzipped(`results/${key}`)).toEqual({ '.hidden': 'h\n', 'a.txt': 'a\n' });
  expect(fixture.puts[0]?.['Metadata']).toEqual({
    'codebuild-buildarn': build.arn,
    'codebuild-content-md5': build.artifacts.md5sum,
    'codebuild-content-sha256': build.artifacts.sha256sum,
  });
});

test('the name of the buildspec is expanded by the shell, paths are discarded, files are put one by one', async () => {
  await fixture.deploy({
    Source: {
      Type: 'NO_SOURCE',
      BuildSpec: `${MAKE}artifacts: {files: [out/**/*.log, $F], discard-paths: yes, name: r-$CODEBUILD_BUILD_NUMBER-$(echo x)}`,
    },
    Environment: {
      Type: 'LINUX_CONTAINER',
      Image: 'i',
      ComputeType: 'BUILD_GENERAL1_SMALL',
      EnvironmentVariables: [{ Name: 'F', Value: 'out/a.txt' }],
    },
    Artifacts: { Type: 'S3', Location: 'results', Name: 'n', OverrideArtifactName: true },
    EncryptionKey: 'arn:aws:kms:us-east-1:000000000000:key/k',
  });
  const build = await fixture.build();
  expect(build.buildStatus).toBe('SUCCEEDED');
  expect([...fixture.objects.keys()].sort()).toEqual(['results/r-1-x/a.txt', 'results/r-1-x/b.log']);
  expect(fixture.puts[0]).toMatchObject({
    ServerSideEncryption: 'aws:kms',
    SSEKMSKeyId: 'arn:aws:kms:us-east-1:000000000000:key/k',
  });
});

/** The folders that the guide's examples of base-directory and exclude-paths speak of. */
const EXAMPLE = `
version: 0.2
phases:
  build:
    commands:
      - mkdir -p my-build-1 my-build-2/my-subdirectory other .git
      - for f in my-build-1/my-file-1 my-build-2/my-file-2 my-build-2/my-subdirectory/my-file-3 other/my-file-4; do echo $f >$f.txt; done
      - touch .dot .git/config
`;

test.each([
  ["{files: ['*/my-file-3.txt'], base-directory: my-build-2}", ['my-subdirectory/my-file-3.txt']],
  [
    "{files: ['**/*'], base-directory: 'my-build*', discard-paths: yes}",
    ['my-file-1.txt', 'my-file-2.txt', 'my-file-3.txt'],
  ],
  ["{files: ['**/*'], exclude-paths: ['my-build*/**/*', '**/.*/**/*', '**/.*']}", ['other/my-file-4.txt']],
  ["{files: ['my-build-2/*']}", ['my-build-2/my-file-2.txt']],
])('artifacts %s are those of the guide', async (artifacts, names) => {
  await fixture.deploy({
    Source: { Type: 'NO_SOURCE', BuildSpec: `${EXAMPLE}artifacts: ${artifacts}` },
    Artifacts: { Type: 'S3', Location: 'results', Name: '/' },
  });
  expect((await fixture.build()).buildStatus).toBe('SUCCEEDED');
  expect([...fixture.objects.keys()].sort()).toEqual(names.map((name) => `results/${name}`));
});

test.each([
  ['yes', 0o120000, 'a.txt'],
  ['no', 0o100000, 'a\n'],
])('enable-symlinks %s decides what a zip holds of a link', async (choice, kind, content) => {
  await fixture.deploy({
    Source: {
      Type: 'NO_SOURCE',
      BuildSpec: `${MAKE.replace('echo b', 'ln -s a.txt out/link && echo b')}artifacts: {files: [out/link], discard-paths: yes, enable-symlinks: ${choice}}`,
    },
    Artifacts: { Type: 'S3', Location: 'results', Name: 'it.zip', Packaging: 'ZIP' },
  });
  expect((await fixture.build()).buildStatus).toBe('SUCCEEDED');
  expect(await unzipped('results/it.zip')).toEqual({ link: content });
  const archive = await fromBufferPromise(fixture.objects.get('results/it.zip') as Buffer, {
    lazyEntries: true,
  });
  for await (const entry of archive.eachEntry())
    expect((entry.externalFileAttributes >>> 16) & 0o170000).toBe(kind);
});

test('secondary artifacts go each to its own place, under the name of the project or of the buildspec', async () => {
  await fixture.deploy({
    Source: {
      Type: 'NO_SOURCE',
      BuildSpec: `${MAKE}artifacts:
  files: [out/a.txt]
  secondary-artifacts:
    logs: {files: ['**/*'], base-directory: out/deep, name: named-$CODEBUILD_BUILD_NUMBER}
    texts: {files: ['out/*.txt'], discard-paths: yes}`,
    },
    Artifacts: { Type: 'S3', Location: 'results', Name: 'first' },
    SecondaryArtifacts: [
      { Type: 'S3', Location: 'logs', ArtifactIdentifier: 'logs', OverrideArtifactName: true },
      { Type: 'S3', Location: 'results', ArtifactIdentifier: 'texts', Name: 'second', Packaging: 'ZIP' },
    ],
  });
  const build = await fixture.build();
  expect(build.artifacts.location).toBe('arn:aws:s3:::results/first');
  expect(build.secondaryArtifacts).toMatchObject([
    { artifactIdentifier: 'logs', location: 'arn:aws:s3:::logs/named-1' },
    { artifactIdentifier: 'texts', location: 'arn:aws:s3:::results/second' },
  ]);
  expect([...fixture.objects.keys()].sort()).toEqual([
    'logs/named-1/b.log',
    'results/first/out/a.txt',
    'results/second',
  ]);
  expect(await unzipped('results/second')).toEqual({ 'a.txt': 'a\n' });
});

test('an artifact that S3 refuses fails the build, and its file is not kept open', async () => {
  await fixture.deploy({
    Source: { Type: 'NO_SOURCE', BuildSpec: `${MAKE}artifacts: {files: [out/a.txt]}` },
    Artifacts: { Type: 'S3', Location: 'results', Name: 'n' },
  });
  fixture.denied.add('s3:PutObject');
  const build = await fixture.build();
  const upload = build.phases.find((one: any) => one.phaseType === 'UPLOAD_ARTIFACTS');
  expect(upload.contexts[0].message).toMatch(/s3:PutObject for artifact s3:\/\/results\/n\/out\/a.txt/);
  expect(fixture.bodies.map(({ destroyed }) => destroyed)).toEqual([true]);
});

test('artifacts that match no file fail the build', async () => {
  await fixture.deploy({
    Source: { Type: 'NO_SOURCE', BuildSpec: `${MAKE}artifacts: {files: [nothing]}` },
    Artifacts: { Type: 'S3', Location: 'results', Name: 'n' },
  });
  const build = await fixture.build();
  expect(build.buildStatus).toBe('FAILED');
  expect(build.phases.find((one: any) => one.phaseType === 'UPLOAD_ARTIFACTS').contexts).toEqual([
    { statusCode: 'CLIENT_ERROR', message: 'no matching artifact paths found' },
  ]);
});

test('a pipeline hands over places in S3: primary and secondary sources, one or more artifacts', async () => {
  fixture.objects.set('pipe/src', await zip({ 'in.txt': 'one' }));
  fixture.objects.set('pipe/extra', await zip({ 'more.txt': 'two' }));
  await fixture.deploy({
    Source: {
      Type: 'CODEPIPELINE',
      BuildSpec: `
version: 0.2
phases:
  build:
    commands:
      - echo "$CODEBUILD_RESOLVED_SOURCE_VERSION $CODEBUILD_INITIATOR $CODEBUILD_SOURCE_VERSION $GREETING"
      - cat in.txt "$CODEBUILD_SRC_DIR_Extra/more.txt" >both.txt
artifacts:
  files: [in.txt]
  secondary-artifacts:
    Out: {files: [both.txt]}
    Second: {files: [in.txt]}`,
    },
    Artifacts: { Type: 'CODEPIPELINE' },
  });
  await expect(fixture.start()).rejects.toThrow(/started by a pipeline/);
  const request = {
    principal: { arn: ROLE, account: '000000000000' },
    region: REGION,
    projectName: 'p',
    initiator: 'codepipeline/pipe',
    sourceRevision: 'abc123',
    primarySource: { bucket: 'pipe', key: 'src' },
    secondarySources: [{ name: 'Extra', bucket: 'pipe', key: 'extra' }],
    artifacts: [
      { name: 'Out', bucket: 'pipe', key: 'out' },
      { name: 'Second', bucket: 'pipe', key: 'second' },
    ],
    environmentVariables: [{ name: 'GREETING', value: 'hi' }],
  };
  const id = await fixture.codeBuild.startPipelineBuild(request);
  await fixture.codeBuild.finished(REGION, id);
  expect(await fixture.get(id)).toMatchObject({
    buildStatus: 'SUCCEEDED',
    initiator: 'codepipeline/pipe',
    resolvedSourceVersion: 'abc123',
  });
  expect(await fixture.output(id)).toEqual(['abc123 codepipeline/pipe arn:aws:s3:::pipe/src hi']);
  expect(await unzipped('pipe/out')).toEqual({ 'both.txt': 'onetwo' });
  expect(await unzipped('pipe/second')).toEqual({ 'in.txt': 'one' });
  fixture.denied.add('codebuild:StartBuild');
  await expect(fixture.codeBuild.startPipelineBuild(request)).rejects.toThrow(/codebuild:StartBuild/);
});
