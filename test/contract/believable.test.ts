import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
const PAGE = readFileSync(join(ROOT, 'BELIEVABLE.md'), 'utf8');
const RUNTIME = join(ROOT, 'lib/local');

/** Source files of the runtime, relative to the project. */
const sources = readdirSync(RUNTIME, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({ path: `lib/local/${file}`, text: readFileSync(join(RUNTIME, file), 'utf8') }));

/** A text without the ends of its lines, and of those of its comments. */
const unbroken = (text: string) => text.replace(/\s*\n\s*(?:\*|\/\/)?\s*/g, ' ');

/** Paths that a text names in backticks. */
const pathsIn = (text: string) =>
  [...text.matchAll(/`((?:lib|local|contract|clients|acceptance)\/[^`*]*)`/g)].map(
    ([, path]) => path as string,
  );
const named = pathsIn(PAGE);

/** How a file says that it guesses. */
const confession = /\b(?:is|are) a guess\b|documented nowhere|is not documented/;

/** A row of the page: what it speaks of, what that rests on, and what holds the runtime to it. */
interface Row {
  readonly section: string;
  readonly what: string;
  readonly basis: string;
  readonly check: string;
}

const rows: Row[] = PAGE.split(/^## /m).flatMap((part) => {
  const [section = '', ...lines] = part.split('\n');
  const cells = lines.filter((line) => /^\| (?!what \||---)/.test(line)).map((line) => line.split(' | '));
  return cells.map(([what = '', basis = '', check = '', ...more]) => {
    if (more.length > 0) throw new Error(`more than three cells: ${what}`);
    return { section, what, basis, check };
  });
});

test('every file that the page names is there', () => {
  expect(named.length).toBeGreaterThan(40);
  const missing = named.filter(
    (path) => !existsSync(join(ROOT, path.startsWith('lib/') ? path : `test/${path}`)),
  );
  expect(missing).toEqual([]);
});

test('every row names a test, that of a row above it, or says why there is none', () => {
  expect(rows.length).toBeGreaterThan(90);
  const kinds = /\b(?:differs from AWS|not emulated|unchecked|by hand|without effect|guess)\b/;
  const wanting = rows.filter(({ section, basis, check }, at) => {
    if (check.startsWith('–')) return !kinds.test(basis);
    if (!check.startsWith('the same')) return !/`(?:\S+\.test\.ts|contract\/|npm run \w+.*)`/.test(check);
    const above = rows.slice(0, at).findLast((row) => !row.check.startsWith('the same'));
    return above?.section !== section || pathsIn(above.check).length === 0;
  });
  expect(wanting).toEqual([]);
});

test('versions of clients on the page are those that are installed', () => {
  const folders = ['test/clients/requirements', 'buildspecs'].map((folder) => join(ROOT, folder));
  const pins = folders
    .flatMap((folder) =>
      readdirSync(folder)
        .filter((file) => file.endsWith('.txt'))
        .map((file) => join(folder, file)),
    )
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  const clients = /\b(boto3|twine|pip|uv|poetry|pdm|hatch|keyrings\.codeartifact) (\d+(?:\.\d+)+)/g;
  const versions = [...PAGE.matchAll(clients)].map(([, name = '', version]) => {
    return `${name.replace('.', '-')}==${version}`;
  });
  expect(versions.length).toBeGreaterThanOrEqual(8);
  expect(versions.filter((pin) => !new RegExp(`^${pin}(?![.\\d])`, 'm').test(pins))).toEqual([]);
});

test('every file that a row names as guessing says so', () => {
  const guesses = rows.flatMap(({ basis }) => pathsIn(basis.split('**guess**').slice(1).join('')));
  expect(guesses.length).toBeGreaterThan(10);
  const silent = guesses.filter((path) => {
    const text = readFileSync(join(ROOT, path), 'utf8');
    return !confession.test(unbroken(text));
  });
  expect(silent).toEqual([]);
});

test('every emulated service has its section', () => {
  const services = sources.flatMap(({ text }) => [...text.matchAll(/\bmodel: '(\w+)',\s+operations\b/g)]);
  const names = services.map(([, name]) => name as string);
  expect(names.length).toBe(12);
  const headings = PAGE.split('\n').filter((line) => line.startsWith('## '));
  for (const name of new Set(names))
    expect({ name, heading: headings.some((line) => line.includes(`(\`${name}\`)`)) }).toEqual({
      name,
      heading: true,
    });
});

test('every file of the runtime that confesses a guess is on the page', () => {
  const guessing = sources.filter(({ text }) => confession.test(unbroken(text))).map(({ path }) => path);
  expect(guessing.length).toBeGreaterThan(5);
  expect(guessing.filter((path) => !named.includes(path))).toEqual([]);
});
