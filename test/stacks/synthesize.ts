import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../..');

/** What synthesis made of a configuration. */
export interface Synthesized {
  /** In the order in which they are deployed. */
  readonly stacks: readonly SynthesizedStack[];
  /** Template of each stack, by its name. */
  readonly templates: Readonly<Record<string, any>>;
  /** What cdk-nag and CDK's own template checks found, where they were asked. */
  readonly findings?: readonly string[];
}

/** What the cloud assembly says about a stack, beside its template. */
export interface SynthesizedStack {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly terminationProtection: boolean;
  /** Names of what is deployed before it. */
  readonly waitsFor: readonly string[];
}

/**
 * Synthesizes the app as `cdk synth` would: the context of cdk.json, with `overrides` in the configuration.
 * Bundling and checking take time and change nothing in a template, so they are done only where a test asks for them.
 *
 * Test files share what was synthesized, by way of a folder whose names are hashes of everything that has a say in it:
 * each file has its own copy of the CDK otherwise, and takes seconds to load it.
 */
export function synthesize(
  overrides: Record<string, unknown> = {},
  { bundle = false, check = false }: { bundle?: boolean; check?: boolean } = {},
): Synthesized {
  const { context } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8'));
  const whole = {
    ...context,
    ...(bundle ? {} : { 'aws:cdk:bundling-stacks': [] }),
    vigilant: { ...context.vigilant, ...overrides },
  };
  const file = join(CACHE, `${hashOf([whole, check])}.json`);
  const known = readIfThere(file);
  if (known !== undefined) return JSON.parse(known);
  const { synthesizeApp } = require('./synthesize-app') as typeof import('./synthesize-app');
  const synthesized = synthesizeApp(whole, check);
  keep(file, JSON.stringify(synthesized));
  return synthesized;
}

/** All resources of one type in a template, with their logical ids. */
export function resourcesOf(template: any, type: string): [string, any][] {
  return Object.entries<any>(template.Resources).filter(([, resource]) => resource.Type === type);
}

const CACHE = join(root, 'node_modules', '.cache', 'vigilant-synthesized');
const A_DAY = 24 * 60 * 60 * 1000;

/**
 * Everything that synthesis reads: `lib/stacks` imports nothing beyond these layers (test/dependency-direction.test.ts),
 * and npm keeps beside the packages a list of what it has installed.
 */
const SOURCES = [
  ...['config', 'constructs', 'contract', 'handlers', 'stacks'].map((layer) => join('lib', layer)),
  ...['buildspecs', 'state-machines', 'test/stacks/synthesize-app.ts', 'tsconfig.json'],
  join('node_modules', '.package-lock.json'),
];

let sources: string | undefined;

function hashOf(asked: unknown): string {
  sources ??= SOURCES.flatMap((source) => filesIn(join(root, source)))
    .map((file) => `${file} ${createHash('sha256').update(readFileSync(file)).digest('hex')}`)
    .join('\n');
  return createHash('sha256')
    .update(JSON.stringify([sources, asked, process.version]))
    .digest('hex');
}

function filesIn(path: string): string[] {
  if (statSync(path).isFile()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesIn(join(path, name)));
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Test files run at the same time: each sees a whole file or none. What nobody has made for a day goes. */
function keep(file: string, text: string): void {
  mkdirSync(CACHE, { recursive: true });
  for (const name of readdirSync(CACHE)) {
    const made = statSync(join(CACHE, name), { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (Date.now() - made > A_DAY) rmSync(join(CACHE, name), { force: true });
  }
  const partial = `${file}.${process.pid}`;
  writeFileSync(partial, text);
  renameSync(partial, file);
}
