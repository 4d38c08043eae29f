const { SetupError } = require('./explain.js');
const { runCommand } = require('./run-command.js');

const CANDIDATES = [
  'python3',
  'python3.14',
  'python3.13',
  'python3.12',
  'python3.11',
  'python3.10',
  'python',
];
const PROBE = 'import sys; print("%d.%d.%d" % sys.version_info[:3]); print(sys.executable)';

/**
 * Finds a Python that can run the tools. `VIGILANT_PYTHON` names one that is not on the PATH.
 * @returns {Promise<{executable: string, version: string}>}
 * @throws SetupError that lists the versions found.
 */
async function findPython(env = process.env) {
  const found = [];
  for (const candidate of env.VIGILANT_PYTHON ? [env.VIGILANT_PYTHON] : CANDIDATES) {
    const { code, output } = await runCommand([candidate, '-c', PROBE], { env });
    const [version, executable] = output.trim().split('\n');
    if (code !== 0 || !/^\d+\.\d+\.\d+$/.test(version ?? '')) continue;
    const [major, minor] = version.split('.').map(Number);
    if (major === 3 && minor >= 10) return { executable, version };
    found.push(`${version} (${executable})`);
  }
  const what = found.length > 0 ? `found only ${[...new Set(found)].join(', ')}` : 'found none on the PATH';
  throw new SetupError(
    `expected Python 3.10 or newer, ${what}. Install one (Debian and Ubuntu: "apt-get install python3 python3-venv", ` +
      'macOS: "brew install python") or name it with VIGILANT_PYTHON=/path/to/python3, then run the command again.',
  );
}

module.exports = { findPython };
