import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ClientWorld, DOMAIN } from './client-world';
import { type Environment, programOf } from './run-client';

let world: ClientWorld;
beforeAll(async () => {
  world = await ClientWorld.open();
});
afterAll(() => world?.close());

/** A repository, a project that hatchling has built, and what a client needs to publish it and to install it. */
async function project(name: string) {
  const index = await world.repository(name);
  const folder = join(world.folder, name);
  // twine 6 does not know the metadata 2.5 that hatchling writes by itself.
  const target = { 'only-include': ['word_count.py'], 'core-metadata-version': '2.4' };
  const pyproject = {
    'build-system': { requires: ['hatchling'], 'build-backend': 'hatchling.build' },
    project: { name: 'Word.Count', version: '1.0', 'requires-python': '>=3.8' },
    'tool.hatch.build.targets.wheel': target,
    'tool.hatch.build.targets.sdist': target,
  };
  world.write(`${name}/pyproject.toml`, toml(pyproject));
  world.write(`${name}/word_count.py`, `BUILT_FOR = "${name}"\n`);
  await world.run('hatch', 'python', ['-m', 'hatchling', 'build'], { cwd: folder });
  const files = readdirSync(join(folder, 'dist')).map((file) => join(folder, 'dist', file));
  const hashes = Object.fromEntries(files.map((file) => [basename(file), sha256(file)]));
  const token = await world.token();
  const withToken = index.replace('//', `//aws:${token}@`);
  return { name, index, folder, files, hashes, token, simple: `${withToken}simple/` };
}

type Project = Awaited<ReturnType<typeof project>>;

function toml(tables: Readonly<Record<string, object>>): string {
  const lines = Object.entries(tables).flatMap(([table, values]) => [
    `[${table}]`,
    ...Object.entries(values).map(([key, value]) => `${key} = ${JSON.stringify(value)}`),
  ]);
  return `${lines.join('\n')}\n`;
}

function sha256(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** Uploads as the project's jobs do, for tests that are about installing. */
async function published(name: string): Promise<Project> {
  const made = await project(name);
  await twine('project', made);
  return made;
}

async function twine(environment: Environment, { index, token, files }: Project): Promise<string> {
  const env = { TWINE_USERNAME: 'aws', TWINE_PASSWORD: token };
  const how = ['--non-interactive', '--disable-progress-bar', '--repository-url', index];
  return world.run(environment, 'twine', ['upload', ...how, ...files], { env });
}

/** `11` for Python 3.11: the Python of all environments. */
function pythonMinor(): number {
  const settings = readFileSync(join(__dirname, '../../.clients/uv/pyvenv.cfg'), 'utf8');
  return Number(/^version = 3\.(\d+)/m.exec(settings)?.[1]);
}

const served = (name: string) => world.assets(name, 'word-count', '1.0');

/** What a virtual environment imports when it was installed from a repository. */
const imported = (environment: string) =>
  world.python(environment, 'import word_count; print(word_count.BUILT_FOR)');

async function emptyEnvironment(name: string): Promise<string> {
  const folder = join(world.folder, `${name}-env`);
  const python = programOf('project', 'python');
  await world.run('uv', 'uv', ['venv', '--no-project', '--python', python, folder]);
  return folder;
}

describe('twine', () => {
  test.each([
    ['twine-6', '6.2.0'],
    ['project', '7.0.0'],
  ] as const)(
    'of the environment %s (%s) uploads, and again the same files',
    async (environment, version) => {
      expect(await world.run(environment, 'twine', ['--version'])).toContain(`twine version ${version}`);
      const made = await project(`twine-${version.charAt(0)}`);
      await twine(environment, made);
      expect(await served(made.name)).toEqual(made.hashes);
      expect(Object.keys(made.hashes)).toHaveLength(2);
      await twine(environment, made);
      expect(await served(made.name)).toEqual(made.hashes);
    },
  );

  test('reports that a file with other content exists', async () => {
    const made = await published('twine-conflict');
    const [first] = made.files as [string];
    const other = world.write(
      `twine-conflict/other/${basename(first)}`,
      Buffer.concat([readFileSync(first), Buffer.alloc(1)]),
    );
    await expect(twine('project', { ...made, files: [other] })).rejects.toThrow(/409 Conflict/);
    expect(await served(made.name)).toEqual(made.hashes);
  });
});

describe('pip', () => {
  // Versions of pip that old import modules that Python 3.12 no longer has.
  const oldest = pythonMinor() < 12 ? test : test.skip;
  oldest('19.2, the oldest that starts on Python 3.11, installs with a hash', () =>
    installsWithHash('pip-oldest', '19.2'),
  );

  test('26.3, the newest, installs with a hash', () => installsWithHash('twine-6', '26.3'));

  async function installsWithHash(environment: Environment, version: string) {
    expect(await world.run(environment, 'python', ['-m', 'pip', '--version'])).toContain(`pip ${version} `);
    const made = await published(`pip-${version.split('.')[0]}`);
    const hashes = Object.values(made.hashes).map((hash) => `--hash=sha256:${hash}`);
    const requirements = world.write(
      `${made.name}/requirements.txt`,
      `word-count==1.0 ${hashes.join(' ')}\n`,
    );
    const target = join(made.folder, 'target');
    const how = ['--index-url', made.simple, '--trusted-host', '127.0.0.1', '--target', target];
    await world.run(environment, 'python', ['-m', 'pip', 'install', ...how, '-r', requirements]);
    expect(readFileSync(join(target, 'word_count.py'), 'utf8')).toContain(made.name);
  }

  test('refuses other bytes than the hash says', async () => {
    const made = await published('pip-hash');
    const requirements = world.write(
      'pip-hash/requirements.txt',
      `word-count==1.0 --hash=sha256:${'0'.repeat(64)}\n`,
    );
    const args = ['-m', 'pip', 'download', '--index-url', made.simple, '-d', made.folder, '-r', requirements];
    await expect(world.run('twine-6', 'python', args)).rejects.toThrow(/DO NOT MATCH THE HASHES/);
  });

  test('resolves with the core metadata that the index has beside the wheel', async () => {
    const made = await published('pip-metadata');
    const args = [
      '-m',
      'pip',
      'install',
      '--dry-run',
      '-vv',
      '--target',
      made.folder,
      '--index-url',
      made.simple,
    ];
    const output = await world.run('twine-6', 'python', [...args, 'word-count']);
    expect(output).toContain('word_count-1.0-py3-none-any.whl.metadata HTTP/1.1" 200');
    expect(output).not.toMatch(/GET \S+\.whl HTTP/);
  });
});

test('uv publishes and installs', async () => {
  const made = await project('uv');
  const how = ['--publish-url', made.index, '-u', 'aws', '-p', made.token];
  await world.run('uv', 'uv', ['publish', ...how, ...made.files]);
  expect(await served('uv')).toEqual(made.hashes);
  const environment = await emptyEnvironment('uv');
  await world.run('uv', 'uv', [
    'pip',
    'install',
    '-p',
    environment,
    '--default-index',
    made.simple,
    'word-count',
  ]);
  expect(await imported(environment)).toBe('uv');
});

test('hatch publishes', async () => {
  const made = await project('hatch');
  const how = ['-n', '-r', made.index, '-u', 'aws', '-a', made.token];
  await world.run('hatch', 'hatch', ['publish', ...how], { cwd: made.folder });
  expect(await served('hatch')).toEqual(made.hashes);
});

/** A project that has nothing yet. */
const EMPTY = { name: 'consumer', version: '0', 'requires-python': '>=3.10', dependencies: [] };

test('poetry publishes and adds', async () => {
  const made = await project('poetry');
  const login = { POETRY_HTTP_BASIC_CA_USERNAME: 'aws', POETRY_HTTP_BASIC_CA_PASSWORD: made.token };
  const env = { ...login, POETRY_REPOSITORIES_CA_URL: made.index };
  await world.run('poetry', 'poetry', ['publish', '-n', '-r', 'ca'], { cwd: made.folder, env });
  expect(await served('poetry')).toEqual(made.hashes);

  const cwd = join(made.folder, 'consumer');
  world.write(
    'poetry/consumer/pyproject.toml',
    toml({ project: EMPTY, 'tool.poetry': { 'package-mode': false } }),
  );
  const source = ['source', 'add', '-n', '--priority=primary', 'ca', `${made.index}simple/`];
  await world.run('poetry', 'poetry', source, { cwd, env: login });
  await world.run('poetry', 'poetry', ['add', '-n', 'word-count'], { cwd, env: login });
  expect(readFileSync(join(cwd, 'poetry.lock'), 'utf8')).toContain(Object.values(made.hashes)[0]);
  expect(await imported(join(cwd, '.venv'))).toBe('poetry');
});

test('pdm publishes and adds', async () => {
  const made = await project('pdm');
  const how = ['--no-build', '-r', made.index, '-u', 'aws', '-P', made.token];
  await world.run('pdm', 'pdm', ['publish', ...how], { cwd: made.folder });
  expect(await served('pdm')).toEqual(made.hashes);

  const cwd = join(made.folder, 'consumer');
  const source = { name: 'pypi', url: `${made.index}simple/`, username: 'aws', password: made.token };
  world.write('pdm/consumer/pyproject.toml', toml({ project: EMPTY, '[tool.pdm.source]': source }));
  await world.run('pdm', 'pdm', ['add', '--no-self', 'word-count'], { cwd });
  expect(readFileSync(join(cwd, 'pdm.lock'), 'utf8')).toContain(Object.values(made.hashes)[0]);
  expect(await imported(join(cwd, '.venv'))).toBe('pdm');
});

describe('keyrings.codeartifact, which knows no hosts but those of AWS, with this machine as its proxy', () => {
  test('gives twine and pip a token', async () => {
    const made = await project('keyring');
    const proxy = {
      http_proxy: world.url,
      NO_PROXY: '127.0.0.1',
      PYTHON_KEYRING_BACKEND: 'keyrings.codeartifact.CodeArtifactBackend',
    };
    const index = made.index.replace(`${world.url}/`, 'http://');
    expect(index).toMatch(
      /^http:\/\/acme-\d{12}\.d\.codeartifact\.us-east-1\.amazonaws\.com\/pypi\/keyring\/$/,
    );
    const how = ['--disable-progress-bar', '--repository-url', index, '-u', 'aws'];
    await world.run('twine-6', 'twine', ['upload', ...how, ...made.files], { env: proxy });
    expect(await served('keyring')).toEqual(made.hashes);

    const target = join(made.folder, 'target');
    const trusted = ['--trusted-host', new URL(index).hostname, '--keyring-provider', 'import'];
    const from = ['--index-url', `${index}simple/`.replace('//', '//aws@'), ...trusted];
    await world.run(
      'twine-6',
      'python',
      ['-m', 'pip', 'install', ...from, '--target', target, 'word-count'],
      { env: proxy },
    );
    expect(readFileSync(join(target, 'word_count.py'), 'utf8')).toContain('keyring');
  });
});

test('aws codeartifact login sets up twine and pip, and the AWS CLI reads what they publish', async () => {
  const made = await project('login');
  const of = ['--domain', DOMAIN, '--repository', 'login'];
  const home = join(made.folder, 'home');
  mkdirSync(home);
  const env = { HOME: home, PIP_CONFIG_FILE: join(home, 'pip.conf') };
  const aws = (...args: string[]) => world.run('project', 'aws', ['codeartifact', ...args], { env });
  for (const tool of ['twine', 'pip']) await aws('login', '--tool', tool, ...of);
  const upload = ['upload', '--non-interactive', '-r', 'codeartifact', ...made.files];
  await world.run('project', 'twine', upload, { env });
  const target = join(made.folder, 'target');
  await world.run('project', 'pip', ['install', '--target', target, 'word-count'], { env });
  expect(readFileSync(join(target, 'word_count.py'), 'utf8')).toContain('login');

  const pypi = [...of, '--format', 'pypi', '--package', 'word-count'];
  const listed = JSON.parse(await aws('list-package-versions', ...pypi, '--output', 'json'));
  expect(listed).toMatchObject({ versions: [{ version: '1.0', status: 'Published' }] });
  const [file] = made.files as [string];
  const copy = join(made.folder, 'copy');
  await aws(
    'get-package-version-asset',
    ...pypi,
    '--package-version',
    '1.0',
    '--asset',
    basename(file),
    copy,
  );
  expect(sha256(copy)).toBe(sha256(file));
});
