/**
 * Set-up of a clone: npm packages from the lockfile, Python tools from the pinned requirements. Plain JavaScript
 * without dependencies, because it runs before anything is installed. `node bin/setup.js` does all of it.
 */
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { crc32 } = require('node:zlib');
const { SetupError, explainNpm, explainPip } = require('./setup/explain.js');
const { runCommand } = require('./setup/run-command.js');
const { createProgress } = require('./setup/progress.js');
const { findPython } = require('./setup/python.js');
const { withLock } = require('./setup/lock.js');

const REQUIREMENTS = ['buildspecs/requirements.txt', 'buildspecs/requirements-local.txt'];
const STAMP = 'vigilant-stamp';
const LINTER_REQUIREMENTS = 'buildspecs/requirements-lint-local.txt';
const LINTER_STAMP = 'vigilant-linter-stamp';

/** Files and folders that set-up makes in a clone. */
function layout(root) {
  const venv = path.join(root, '.venv');
  return { venv, python: path.join(venv, 'bin', 'python'), stamp: path.join(venv, STAMP) };
}

function readJson(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * Whether node_modules holds what the lockfile says. npm keeps a lockfile of what it installed inside node_modules;
 * packages for other platforms are left out of it.
 */
function npmPackagesAreCurrent(root) {
  const wanted = readJson(path.join(root, 'package-lock.json'))?.packages ?? {};
  const installed = readJson(path.join(root, 'node_modules', '.package-lock.json'))?.packages ?? {};
  return Object.entries(wanted).every(([location, { version, optional }]) => {
    if (location === '') return true;
    if (installed[location] === undefined) return optional === true;
    return installed[location].version === version && fs.existsSync(path.join(root, location));
  });
}

/** Installs the npm packages when node_modules does not hold what the lockfile says. */
async function ensureNpmPackages(root, progress = createProgress()) {
  if (npmPackagesAreCurrent(root)) return;
  await withLock(root, async () => {
    if (npmPackagesAreCurrent(root)) return;
    await progress.step('Installing npm packages', async () => {
      const npm = process.env.npm_execpath?.endsWith('npm-cli.js')
        ? [process.execPath, process.env.npm_execpath]
        : ['npm'];
      // npm's own pauses between attempts add up to more than a minute before it says that there is no network.
      const retries = ['--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000'];
      const flags = ['ci', '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error', ...retries];
      const result = await runCommand([...npm, ...flags], { cwd: root });
      if (result.code !== 0) throw explainNpm(result);
    });
  });
}

/** What the Python environment was made from; virtual environments cannot be moved, hence the path. */
function stampOf(root) {
  const hash = createHash('sha256').update(`${layout(root).venv}\n`);
  for (const file of REQUIREMENTS) hash.update(fs.readFileSync(path.join(root, file)));
  return hash.digest('hex');
}

function pythonToolsAreCurrent(root) {
  const { python, stamp } = layout(root);
  try {
    return fs.readFileSync(stamp, 'utf8') === stampOf(root) && fs.statSync(python).isFile();
  } catch {
    return false;
  }
}

/** Installs exactly what a requirements file pins, hashes included, into `.venv`. */
async function pipInstall(root, requirements, base) {
  const pip = [
    layout(root).python,
    '-m',
    'pip',
    '--disable-pip-version-check',
    '--no-input',
    '--retries',
    '2',
  ];
  const install = [
    'install',
    '--quiet',
    '--progress-bar',
    'off',
    '--no-deps',
    '--require-hashes',
    '-r',
    requirements,
  ];
  const result = await runCommand([...pip, ...install], { cwd: root });
  if (result.code !== 0) throw explainPip(result, base);
}

/** Makes `.venv` from the pinned requirements. The stamp is written last, so what was interrupted is made again. */
async function ensurePythonTools(root, progress = createProgress()) {
  if (pythonToolsAreCurrent(root)) return;
  await withLock(root, async () => {
    if (pythonToolsAreCurrent(root)) return;
    const { venv, python, stamp } = layout(root);
    const base = await findPython();
    fs.rmSync(stamp, { force: true });
    await progress.step('Making the Python environment .venv', async () => {
      if ((await runCommand([python, '-m', 'pip', '--version'], { cwd: root })).code === 0) return;
      const result = await runCommand([base.executable, '-m', 'venv', '--clear', venv], { cwd: root });
      if (result.code !== 0) throw explainPip(result, base);
    });
    await progress.step('Installing Python tools', () => pipInstall(root, REQUIREMENTS[1], base));
    fs.writeFileSync(stamp, stampOf(root));
  });
}

/** Installs what checks templates (cfn-lint) into `.venv`; only the tests need it, and it is larger than all the rest. */
async function ensureTemplateLinter(root, progress = createProgress()) {
  await ensurePythonTools(root, progress);
  const stamp = path.join(layout(root).venv, LINTER_STAMP);
  const wanted = createHash('sha256')
    .update(fs.readFileSync(path.join(root, LINTER_REQUIREMENTS)))
    .digest('hex');
  const isCurrent = () => fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === wanted;
  if (isCurrent()) return;
  await withLock(root, async () => {
    if (isCurrent()) return;
    const base = await findPython();
    await progress.step('Installing cfn-lint', () => pipInstall(root, LINTER_REQUIREMENTS, base));
    fs.writeFileSync(stamp, wanted);
  });
}

/** @throws SetupError when this Node.js is too old. */
function checkNode() {
  // The newest thing that is needed; it came with 20.15 and 22.2 (https://nodejs.org/api/zlib.html#zlibcrc32data-value).
  if (crc32 !== undefined) return;
  throw new SetupError(
    `expected Node.js 20.15, 22.2 or newer, found ${process.versions.node} at ${process.execPath}. ` +
      'Install a newer Node.js (for example with nvm: "nvm install 22") and run the command again.',
  );
}

/**
 * @throws SetupError when the clone is where its Python tools could not be started: the first line of their scripts is
 *   the path of their Python, and ends at a blank.
 */
function checkFolder(root) {
  if (!/[\s'"]/.test(root)) return;
  throw new SetupError(
    `expected a clone in a folder without blanks and quotes in its path, found ${root}: the scripts of Python ` +
      'packages could not be started there. Move or clone it to another place, and run the command again.',
  );
}

/** Does the whole set-up of the clone at `root`. */
async function setUp(root, progress = createProgress()) {
  checkNode();
  checkFolder(root);
  await ensureNpmPackages(root, progress);
  await ensurePythonTools(root, progress);
}

module.exports = {
  SetupError,
  checkFolder,
  checkNode,
  createProgress,
  ensureNpmPackages,
  ensurePythonTools,
  ensureTemplateLinter,
  findPython,
  layout,
  pythonToolsAreCurrent,
  setUp,
  withLock,
};

if (require.main === module) {
  setUp(path.resolve(__dirname, '..')).catch((error) => {
    process.stderr.write(`${error instanceof SetupError ? error.message : error.stack}${os.EOL}`);
    process.exitCode = 3;
  });
}
