import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';

/** A file of the console's pages. */
export interface WebAsset {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly type: string;
}

/** Where the pages are built, and how. */
export interface WebBundleOptions {
  readonly projectRoot: string;
  /** Runs `work` while no other process of this machine does so for the same project. */
  readonly withLock: <T>(root: string, work: () => Promise<T>) => Promise<T>;
  /** @default esbuild, into `lib/console/dist` */
  readonly build?: (projectRoot: string, directory: string) => Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
};
const STAMP = 'inputs.sha256';

/**
 * Files of the web part; built when they are first asked for, and again only when their inputs have changed. They are
 * served from memory, so that another process, which builds them anew from changed sources, mixes nothing up here.
 */
export function createWebBundle(options: WebBundleOptions) {
  let loaded: Promise<ReadonlyMap<string, WebAsset>> | undefined;
  /** A build that failed is tried again with the next request. */
  const load = () => {
    loaded ??= options
      .withLock(options.projectRoot, () => loadWeb(options))
      .catch((error) => {
        loaded = undefined;
        throw error;
      });
    return loaded;
  };
  return {
    /** A file by its name; undefined where there is none, also for anything that is not a plain name. */
    asset: async (name: string): Promise<WebAsset | undefined> => (await load()).get(name),
  };
}

async function loadWeb({ projectRoot, build = buildWeb }: WebBundleOptions) {
  const directory = join(projectRoot, 'lib', 'console', 'dist');
  const inputs = inputsHash(projectRoot);
  const stamp = join(directory, STAMP);
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== inputs) {
    rmSync(directory, { recursive: true, force: true });
    mkdirSync(directory, { recursive: true });
    await build(projectRoot, directory);
    writeFileSync(stamp, inputs);
  }
  const files = readdirSync(directory).flatMap((name): [string, WebAsset][] => {
    const type = TYPES[extname(name)];
    return type === undefined
      ? []
      : [[name, { body: new Uint8Array(readFileSync(join(directory, name))), type }]];
  });
  return new Map(files);
}

async function buildWeb(projectRoot: string, directory: string): Promise<void> {
  // Loaded only here: it takes time, and most starts find everything built.
  const esbuild = require('esbuild') as typeof import('esbuild');
  await esbuild.build({
    entryPoints: [join(projectRoot, 'lib', 'console', 'web', 'main.tsx')],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    loader: { '.woff2': 'file', '.svg': 'dataurl' },
    publicPath: '/_console',
    outdir: directory,
    logLevel: 'silent',
  });
}

/** SHA-256 over everything that the pages are made from. */
function inputsHash(projectRoot: string): string {
  const hash = createHash('sha256').update(readFileSync(join(projectRoot, 'package-lock.json')));
  for (const folder of ['console/web', 'console/api', 'contract']) {
    const path = join(projectRoot, 'lib', folder);
    for (const name of readdirSync(path).sort())
      hash.update(`${name}\0`).update(readFileSync(join(path, name)));
  }
  return hash.update(readFileSync(__filename)).digest('hex');
}
