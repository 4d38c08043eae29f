import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Deployment, PACKAGE, REGIONS } from './deployment';

const deployment = new Deployment();
const folder = mkdtempSync(join(tmpdir(), 'vigilant-publish-command-'));

/** A person's folder with the sample package in a version of its own. */
function prepare(version: string, readme = 'A package'): void {
  cpSync(join(__dirname, '../../sample-package'), folder, {
    recursive: true,
    filter: (path) => !path.includes('__pycache__'),
  });
  const project = join(folder, 'pyproject.toml');
  writeFileSync(project, readFileSync(project, 'utf8').replace(/^version = .*$/m, `version = "${version}"`));
  writeFileSync(join(folder, 'README.md'), readme);
}

beforeAll(async () => {
  await deployment.start();
});
afterAll(async () => {
  await deployment.remove();
  rmSync(folder, { recursive: true });
});

test('a folder is built, stored and published to every region, and once more gives the same build', async () => {
  prepare('3.1.0');
  const first = await deployment.vigilant('publish', folder);
  expect([first.stderr, first.code]).toEqual([expect.stringContaining('pipeline Store succeeded'), 0]);
  expect(first.stdout).toContain('Published');
  for (const region of REGIONS) expect(first.stderr).toMatch(new RegExp(`promote +${region} +promoted`));
  const verified = await deployment.vigilant('verify', PACKAGE, '3.1.0', '--json');
  expect(JSON.parse(verified.stdout).same).toBe(true);
  const second = await deployment.vigilant('publish', folder, '--json');
  expect(JSON.parse(second.stdout).run.output.outcome).toBe('AlreadyPublished');
});

test('other files under a published version change nothing, and exit with 1', async () => {
  prepare('3.1.0', 'Another readme');
  const { code, stdout } = await deployment.vigilant('publish', folder);
  expect([code, stdout]).toEqual([1, expect.stringContaining('VersionConflict')]);
});

test('a build that fails says why', async () => {
  prepare('3.2.0');
  writeFileSync(join(folder, 'pyproject.toml'), '[project]\nname = "sample-wordcount"\n');
  const { code, stderr } = await deployment.vigilant('publish', folder);
  expect(code).toBe(1);
  expect(stderr).toContain('stage Build ended Failed');
  expect(stderr).toContain('Nothing was published');
  expect(stderr).toMatch(/"npx vigilant logs [\w-]+ --state .+" prints the whole log/);
});
