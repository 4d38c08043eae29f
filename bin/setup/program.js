const { createHash } = require('node:crypto');
const fs = require('node:fs');
const { createRequire, wrap } = require('node:module');
const path = require('node:path');
const vm = require('node:vm');

/** Programs that nobody has started for so long are removed. */
const KEPT_MILLISECONDS = 24 * 60 * 60 * 1000;

/** Packages that have binaries or files of their own beside them, or that only single commands load. */
const EXTERNAL = ['aws-cdk-lib', 'classic-level', 'constructs', 'esbuild'];

/** TypeScript sources of the command. The console's pages run in a browser and are built for themselves. */
function sources(root) {
  return fs
    .readdirSync(path.join(root, 'lib'), { recursive: true })
    .filter((file) => file.endsWith('.ts') && !file.startsWith(path.join('console', 'web', path.sep)))
    .map((file) => path.join(root, 'lib', file))
    .sort();
}

function hashOf(root) {
  const hash = createHash('sha256').update(`${root}\n${process.versions.node}\n`);
  for (const file of [__filename, path.join(root, 'package-lock.json'), ...sources(root)])
    hash.update(`${file}\n`).update(fs.readFileSync(file));
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
    external: EXTERNAL,
    // What is written for bundlers leaves out what nothing imports.
    mainFields: ['module', 'main'],
    target: `node${process.versions.node}`,
    // Without comments, which alone keep other characters, a character is a byte: so it is read.
    charset: 'ascii',
    legalComments: 'none',
    minifyWhitespace: true,
    // Where in its line an error was thrown is still to be found.
    lineLimit: 160,
    // Compiled as it is below, the program can require and not import.
    supported: { 'dynamic-import': false },
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
 * The command and the packages it needs as one JavaScript file, made anew when something of it has changed. Loading
 * hundreds of modules each for itself would take seconds, and 40 MB that the runtime's process keeps as long as it lives.
 * @returns {Promise<string>} path of the file
 */
async function ensureProgram(root) {
  const folder = path.join(root, 'node_modules', '.cache', 'vigilant');
  const file = path.join(folder, `${hashOf(root)}.js`);
  if (!fs.existsSync(file)) {
    fs.mkdirSync(folder, { recursive: true });
    removeOld(folder);
    await build(root, file);
  }
  return file;
}

/**
 * Loads the command. Compiling what its start needs takes longer than running it, so V8's code is kept beside the file,
 * and made anew where V8 refuses it, as it does with other flags.
 * https://nodejs.org/docs/latest-v20.x/api/vm.html#scriptcreatecacheddata
 * @returns what the command's file exports
 */
function loadProgram(file) {
  const codeFile = `${file}.code`;
  const cachedData = fs.existsSync(codeFile) ? fs.readFileSync(codeFile) : undefined;
  const script = new vm.Script(wrap(fs.readFileSync(file, 'latin1')), { filename: file, cachedData });
  const program = { exports: {} };
  script.runInThisContext()(program.exports, createRequire(file), program, file, path.dirname(file));
  if (cachedData === undefined || script.cachedDataRejected) {
    const unfinished = `${codeFile}.${process.pid}`;
    // With the functions that ran while it was loaded.
    fs.writeFileSync(unfinished, script.createCachedData());
    fs.renameSync(unfinished, codeFile);
  }
  const now = new Date();
  for (const kept of [file, codeFile]) fs.utimesSync(kept, now, now);
  return program.exports;
}

module.exports = { ensureProgram, loadProgram };
