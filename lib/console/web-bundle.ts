import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
};
const STAMP = 'inputs.sha256';

/** Files of the web part; built when they are first asked for, and again only when their inputs have changed. */
export function createWebBundle(projectRoot: string) {
  let built: Promise<void> | undefined;
  const directory = join(projectRoot, 'lib', 'console', 'dist');
  /** A build that failed is tried again with the next request. */
  const ensure = () => {
    built ??= buildWeb(projectRoot, directory).catch((error) => {
      built = undefined;
      throw error;
    });
    return built;
  };
  return {
    async asset(name: string) {
      // Names only, no paths: nothing outside of the folder can be asked for.
      if (!/^[\w.-]+$/.test(name) || TYPES[extname(name)] === undefined) return undefined;
      await ensure();
      const file = join(directory, name);
      if (!existsSync(file)) return undefined;
      return { body: new Uint8Array(await readFile(file)), type: TYPES[extname(name)] as string };
    },
  };
}

async function buildWeb(projectRoot: string, directory: string): Promise<void> {
  const inputs = inputsHash(projectRoot);
  const stamp = join(directory, STAMP);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === inputs) return;
  rmSync(stamp, { force: true });
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
  writeFileSync(stamp, inputs);
}

function inputsHash(projectRoot: string): string {
  const hash = createHash('sha256').update(readFileSync(join(projectRoot, 'package-lock.json')));
  for (const folder of ['web', 'api']) {
    const path = join(projectRoot, 'lib', 'console', folder);
    for (const name of readdirSync(path).sort())
      hash.update(`${name}\0`).update(readFileSync(join(path, name)));
  }
  return hash.update(readFileSync(__filename)).digest('hex');
}
