const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { explainPip } = require('./explain.js');
const { withLock } = require('./lock.js');
const { findPython } = require('./python.js');
const { runCommand } = require('./run-command.js');

const REQUIREMENTS = path.join('test', 'clients', 'requirements');
const STAMP = 'vigilant-stamp';
/** uv installs the other environments: together they take it seconds, and pip a minute. */
const INSTALLER = 'uv';

/** One environment for each requirements file, because the clients need different versions of the same libraries. */
function environments(root) {
  return fs
    .readdirSync(path.join(root, REQUIREMENTS))
    .filter((file) => file.endsWith('.txt'))
    .map((file) => {
      const name = file.slice(0, -'.txt'.length);
      const folder = path.join(root, '.clients', name);
      const requirements = path.join(root, REQUIREMENTS, file);
      const pinned = fs.readFileSync(requirements);
      const wanted = createHash('sha256').update(`${folder}\n`).update(pinned).digest('hex');
      return { name, folder, requirements, wanted, stamp: path.join(folder, STAMP) };
    });
}

function isCurrent({ stamp, wanted }) {
  return fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === wanted;
}

/** Makes an environment afresh; the stamp is written last, so what was interrupted is made again. */
async function make(environment, commands, { root, base }) {
  fs.rmSync(environment.folder, { recursive: true, force: true });
  // What pip is told about an index of one's own holds for uv too.
  const index = process.env.UV_DEFAULT_INDEX ?? process.env.PIP_INDEX_URL;
  const env = { ...process.env, UV_PYTHON_DOWNLOADS: 'never', ...(index ? { UV_DEFAULT_INDEX: index } : {}) };
  for (const command of commands) {
    const result = await runCommand(command, { cwd: root, env });
    if (result.code !== 0) throw explainPip(result, base);
  }
  fs.writeFileSync(environment.stamp, environment.wanted);
}

function withPip(root, base, { folder, requirements }) {
  const python = path.join(folder, 'bin', 'python');
  const pip = [path.join(root, '.venv', 'bin', 'python'), '-m', 'pip', '--disable-pip-version-check'];
  return [
    [base.executable, '-m', 'venv', '--without-pip', folder],
    [...pip, '--python', python, 'install', '--quiet', '--no-deps', '--require-hashes', '-r', requirements],
  ];
}

function withUv(uv, base, { folder, requirements }) {
  const python = path.join(folder, 'bin', 'python');
  return [
    [uv, 'venv', '--quiet', '--no-config', '--no-project', '--python', base.executable, folder],
    [uv, 'pip', 'sync', '--quiet', '--no-config', '--require-hashes', '--python', python, requirements],
  ];
}

/**
 * Installs the package managers of `test/clients/requirements` into `.clients/NAME`, all at once. Needs the project's
 * own `.venv`; only the tests need it.
 */
async function ensurePythonClients(root, progress) {
  if (environments(root).every(isCurrent)) return;
  await withLock(root, async () => {
    const missing = environments(root).filter((environment) => !isCurrent(environment));
    if (missing.length === 0) return;
    const base = await findPython();
    const uv = path.join(root, '.clients', INSTALLER, 'bin', 'uv');
    await progress.step('Installing package managers for the tests', async () => {
      const installer = missing.find(({ name }) => name === INSTALLER);
      if (installer) await make(installer, withPip(root, base, installer), { root, base });
      const others = missing.filter((environment) => environment !== installer);
      await Promise.all(
        others.map((environment) => make(environment, withUv(uv, base, environment), { root, base })),
      );
    });
  });
}

module.exports = { ensurePythonClients };
