import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

const ROOT = join(__dirname, '..');

/** What each layer of lib/ may import besides itself, and which families of packages it may use. */
const LAYERS: Record<
  string,
  { layers: string[]; cdk: boolean; sdk: boolean | 'types and *.lambda.ts wiring' }
> = {
  contract: { layers: [], cdk: false, sdk: false },
  config: { layers: ['contract'], cdk: false, sdk: false },
  handlers: { layers: ['contract'], cdk: false, sdk: 'types and *.lambda.ts wiring' },
  constructs: { layers: ['contract'], cdk: true, sdk: false },
  stacks: { layers: ['contract', 'config', 'constructs'], cdk: true, sdk: false },
  local: { layers: ['contract'], cdk: false, sdk: false },
  console: { layers: ['contract'], cdk: false, sdk: 'types and *.lambda.ts wiring' },
  cli: { layers: ['contract', 'config', 'local', 'console'], cdk: false, sdk: true },
};

interface Import {
  readonly file: string;
  readonly target: string;
  readonly typeOnly: boolean;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

const files = sourceFiles(join(ROOT, 'lib'));

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8');
  const statements = text.matchAll(
    /(?:^|\n)(?:import|export)\s+(type\s)?[^'";]*?from\s+'([^']+)'|(?:import|require)\(\s*'([^']+)'\s*\)/g,
  );
  return [...statements].map(([, type, from, called]) => ({
    file: relative(ROOT, file),
    target: from ?? called ?? '',
    typeOnly: type !== undefined,
  }));
}

function layerOf(path: string): string {
  return relative(join(ROOT, 'lib'), path).split('/')[0] ?? '';
}

test('every file of lib/ belongs to a layer of the table', () => {
  expect(files.map(layerOf).filter((layer) => !(layer in LAYERS))).toEqual([]);
  expect(files.length).toBeGreaterThan(20);
});

test('imports go only the ways the table allows', () => {
  const violations = files.flatMap((file) => {
    const layer = layerOf(file);
    const allowed = LAYERS[layer];
    return importsOf(file).filter(({ target, typeOnly }) => {
      if (target.startsWith('.')) {
        const other = layerOf(resolve(file, '..', target));
        return other !== layer && !allowed?.layers.includes(other);
      }
      if (/^(aws-cdk-lib|constructs|cdk-nag)(\/|$)/.test(target)) return !allowed?.cdk;
      if (/^@(aws-sdk|smithy)\//.test(target))
        return allowed?.sdk === false || (allowed?.sdk !== true && !typeOnly && !isWiring(file));
      return false;
    });
  });
  expect(violations).toEqual([]);
});

/** The only handler files that make SDK clients. */
function isWiring(file: string): boolean {
  return /\.lambda\.ts$|\/lambda-dependencies\.ts$/.test(file);
}

test('only entry files and wiring read the environment, and nothing else reads the clock', () => {
  const wiring = /\/(cli\/|local\/clock\.ts|local\/runtime\.ts|.*\.lambda\.ts|console\/web\/)/;
  const offenders = files.filter(
    (file) =>
      !wiring.test(file) &&
      /process\.env\b|\bDate\.now\(\)/.test(withoutComments(readFileSync(file, 'utf8'))),
  );
  expect(offenders.map((file) => relative(ROOT, file))).toEqual([]);
});

test('no file of lib/ is longer than 400 lines', () => {
  const long = files.filter((file) => readFileSync(file, 'utf8').split('\n').length > 401);
  expect(long.map((file) => relative(ROOT, file))).toEqual([]);
});

test('no file is a drawer for everything', () => {
  expect(files.filter((file) => /\/(utils?|helpers?|common|types|misc)\.tsx?$/.test(file))).toEqual([]);
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
}
