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

let folder: string;
let found: Awaited<ReturnType<typeof lint>>;

// The schemas take longer to read than all templates take to be looked at, so there is one start for all.
beforeAll(async () => {
  if (!existsSync(LINTER))
    throw new Error(`expected cfn-lint at ${LINTER}, found nothing: "npm test" installs it`);
  folder = mkdtempSync(join(tmpdir(), 'vigilant-lint-'));
  const files = CASES.flatMap(([name, , overrides]) => templatesOf(name, overrides));
  const ignore = Object.keys(IGNORED).flatMap((rule) => ['--ignore-checks', rule]);
  found = await lint(files, ...ignore);
});
afterAll(() => rmSync(folder, { recursive: true }));

function lint(files: readonly string[], ...options: string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    execFile(LINTER, [...options, '--format', 'parseable', '--', ...files], (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code ?? 1) : 0, output: `${stdout}${stderr}`.trim() });
    });
  });
}

/** Writes the templates of a configuration in a folder of their own, each with its region's name. */
function templatesOf(name: string, overrides: Record<string, unknown>): string[] {
  const { templates, findings } = synthesize(overrides, { check: true });
  expect(findings).toEqual([]);
  mkdirSync(join(folder, name));
  return Object.entries(templates).map(([region, template]) => {
    const file = join(folder, name, `${region}.template.json`);
    writeFileSync(file, JSON.stringify(template, undefined, 1));
    return file;
  });
}

test.each(CASES)('%s: cfn-lint finds nothing in any of the %i templates', (name, count) => {
  expect(readdirSync(join(folder, name))).toHaveLength(count);
  expect(found).toEqual({ code: 0, output: '' });
});

test('a template with a mistake is found out', async () => {
  const file = join(folder, 'broken.template.json');
  writeFileSync(
    file,
    JSON.stringify({ Resources: { Table: { Type: 'AWS::DynamoDB::Table', Properties: { TableNam: 'x' } } } }),
  );
  const { code, output } = await lint([file]);
  expect(code).not.toBe(0);
  expect(output).toContain('TableNam');
});
