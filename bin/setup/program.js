const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

/** Programs that nobody has started for so long are removed. */
const KEPT_MILLISECONDS = 24 * 60 * 60 * 1000;

/** TypeScript sources of the command. The console's pages run in a browser and are built for themselves. */
function sources(root) {
  return fs
    .readdirSync(path.join(root, 'lib'), { recursive: true })
    .filter((file) => file.endsWith('.ts') && !file.startsWith(path.join('console', 'web', path.sep)))
    .map((file) => path.join(root, 'lib', file))
    .sort();
}

function hashOf(root, esbuild) {
  const hash = createHash('sha256').update(`${root}\n${esbuild}\n${process.versions.node}\n`);
  for (const file of [__filename, ...sources(root)]) hash.update(`${file}\n`).update(fs.readFileSync(file));
  return hash.digest('hex').slice(0, 16);
}

/** Modules that look for files beside themselves find them where their sources are. */
const ownFolders = {
  name: 'own-folders',
  setup(build) {
    build.onLoad({ filter: /[\\/]lib[\\/].*\.ts$/ }, ({ path: file }) => {
      const text = fs.readFileSync(file, 'utf8');
      if (!/\b__(dirname|filename)\b/.test(text)) return undefined;
      const own = `const __dirname = ${JSON.stringify(path.dirname(file))}, __filename = ${JSON.stringify(file)};`;
      return { contents: `${own}${text}`, loader: 'ts' };
    });
  },
};

async function build(root, file) {
  const esbuild = require('esbuild');
  const unfinished = `${file}.${process.pid}`;
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: ['lib/cli/main.ts'],
    outfile: unfinished,
    bundle: true,
    platform: 'node',
    packages: 'external',
    target: `node${process.versions.node}`,
    logLevel: 'silent',
    plugins: [ownFolders],
  });
  await esbuild.stop();
  fs.renameSync(unfinished, file);
}

function removeOld(folder, now = Date.now()) {
  for (const name of fs.readdirSync(folder)) {
    const file = path.join(folder, name);
    const changed = fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? now;
    if (now - changed > KEPT_MILLISECONDS) fs.rmSync(file, { force: true });
  }
}

/**
 * The command as one JavaScript file, made anew when its sources have changed. Loading hundreds of TypeScript modules
 * each for itself would take seconds, and 40 MB that the runtime's process keeps as long as it lives.
 * @returns {Promise<string>} path of the file
 */
async function ensureProgram(root) {
  const folder = path.join(root, 'node_modules', '.cache', 'vigilant');
  const file = path.join(folder, `${hashOf(root, require('esbuild/package.json').version)}.js`);
  if (fs.existsSync(file)) {
    const now = new Date();
    fs.utimesSync(file, now, now);
    return file;
  }
  fs.mkdirSync(folder, { recursive: true });
  removeOld(folder);
  await build(root, file);
  return file;
}

module.exports = { ensureProgram };
