import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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

// Each case starts a Python program that reads the schemas of every region, on a machine that may be busy.
jest.setTimeout(120_000);

let folder: string;
beforeAll(() => {
  if (!existsSync(LINTER)) {
    throw new Error(`expected cfn-lint at ${LINTER}, found nothing: "npm test" installs it`);
  }
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vigilant-lint-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function lint(files: readonly string[], ...options: string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    execFile(LINTER, [...options, '--format', 'parseable', '--', ...files], (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code ?? 1) : 0, output: `${stdout}${stderr}`.trim() });
    });
  });
}

/** Writes the templates of a configuration, each in a folder with its region's name. */
function templatesOf(overrides: Record<string, unknown>): string[] {
  const { templates, findings } = synthesize(overrides);
  expect(findings).toEqual([]);
  return Object.entries(templates).map(([name, template]) => {
    const file = join(folder, `${name}.template.json`);
    writeFileSync(file, JSON.stringify(template, undefined, 1));
    return file;
  });
}

const some = (count: number) => {
  const [primaryRegion, ...replicaRegions] = CODEARTIFACT_REGIONS.slice(0, count);
  return { primaryRegion, replicaRegions };
};

test.each<[string, number, Record<string, unknown>]>([
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
])('%s: cfn-lint finds nothing in any of the %i templates', async (_, count, overrides) => {
  const files = templatesOf(overrides);
  expect(files).toHaveLength(count);
  const ignore = Object.keys(IGNORED).flatMap((rule) => ['--ignore-checks', rule]);
  expect(await lint(files, ...ignore)).toEqual({ code: 0, output: '' });
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
