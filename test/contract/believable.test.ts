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

/** Paths that the page names in backticks. */
const named = [...PAGE.matchAll(/`((?:lib|local|contract|clients)\/[^`*]*)`/g)].map(
  ([, path]) => path as string,
);

test('every file that the page names is there', () => {
  expect(named.length).toBeGreaterThan(40);
  const missing = named.filter(
    (path) => !existsSync(join(ROOT, path.startsWith('lib/') ? path : `test/${path}`)),
  );
  expect(missing).toEqual([]);
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
  const confession = /\b(?:is|are) a guess\b|documented nowhere|is not documented/;
  const guessing = sources.filter(({ text }) => confession.test(unbroken(text))).map(({ path }) => path);
  expect(guessing.length).toBeGreaterThan(5);
  expect(guessing.filter((path) => !named.includes(path))).toEqual([]);
});
