import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CODEARTIFACT_REGIONS } from '../../lib/contract';
import { synthesize } from './synthesize';
import { VARIANTS } from './variants';

const LINTER = join(__dirname, '../../.venv/bin/cfn-lint');

/** Rules that are not asked, each with its reason. */
const IGNORED: Record<string, string> = {
  W3005:
    'The CDK makes each user of a role wait for it in so many words, beside the reference that says so already',
};

const some = (count: number) => {
  const [primaryRegion, ...replicaRegions] = CODEARTIFACT_REGIONS.slice(0, count);
  return { primaryRegion, replicaRegions };
};

/** What is looked at: by name, how many templates it has, and its configuration. */
const CASES: readonly (readonly [string, number, Record<string, unknown>])[] = [
  ['1 region', 2, some(1)],
  ['3 regions', 4, some(3)],
  ['13 regions', 14, some(13)],
  [
    'every option',
    4,
    {
      ...some(3),
      ...VARIANTS['with keys that AWS owns'],
      ...VARIANTS['with an upstream, an approval, mail and consumers'],
      source: VARIANTS['with a connection, in repositories that exist'].source,
    },
  ],
];
const MISTAKE = { Resources: { Table: { Type: 'AWS::DynamoDB::Table', Properties: { TableNam: 'x' } } } };

// A Python program that reads the schemas of every region, on a machine that may be busy.
jest.setTimeout(240_000);

let folder: string;
/** Lines of the linter, each about a file, by its path in the folder. */
let lines: readonly string[];

// The schemas take longer to read than all templates take to be looked at, so there is one start for all.
beforeAll(async () => {
  if (!existsSync(LINTER))
    throw new Error(`expected cfn-lint at ${LINTER}, found nothing: "npm test" installs it`);
  folder = mkdtempSync(join(tmpdir(), 'vigilant-lint-'));
  for (const [name, , overrides] of CASES) writeTemplates(name, overrides);
  writeFileSync(pathOf('mistake', 'broken'), JSON.stringify(MISTAKE));
  lines = await lint();
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Folder of a case's templates. */
const directoryOf = (name: string) => name.replaceAll(' ', '-');

function pathOf(name: string, template: string): string {
  const directory = join(folder, directoryOf(name));
  mkdirSync(directory, { recursive: true });
  return join(directory, `${template}.template.json`);
}

/** Writes the templates of a configuration, each with its region's name. */
function writeTemplates(name: string, overrides: Record<string, unknown>): void {
  const { templates, findings } = synthesize(overrides);
  expect(findings).toEqual([]);
  for (const [template, content] of Object.entries(templates))
    writeFileSync(pathOf(name, template), JSON.stringify(content, undefined, 1));
}

function lint(): Promise<string[]> {
  const ignore = Object.keys(IGNORED).flatMap((rule) => ['--ignore-checks', rule]);
  const args = [...ignore, '--format', 'parseable', '--', '*/*.template.json'];
  return new Promise((resolve) => {
    execFile(LINTER, args, { cwd: folder }, (_, stdout, stderr) => {
      resolve(`${stdout}${stderr}`.split('\n').filter((line) => line !== ''));
    });
  });
}

test.each(CASES)('%s: cfn-lint finds nothing in any of the %i templates', (name, count) => {
  const directory = directoryOf(name);
  expect(readdirSync(join(folder, directory))).toHaveLength(count);
  expect(lines.filter((line) => line.startsWith(`${directory}/`))).toEqual([]);
});

test('a template with a mistake is found out, and nothing else is said', () => {
  expect(lines.join('\n')).toContain('TableNam');
  expect(lines.filter((line) => !line.startsWith('mistake/'))).toEqual([]);
});
