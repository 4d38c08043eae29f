/** Set-up could not be done; the message says what is missing and what to do. */
class SetupError extends Error {
  constructor(message) {
    super(message);
    this.name = 'SetupError';
  }
}

const NO_NETWORK = new RegExp(
  [
    'ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT|EIDLETIMEOUT',
    'NewConnectionError|NameResolutionError|ConnectTimeoutError|ReadTimeoutError|ProxyError|ConnectionResetError',
    'Name or service not known|Temporary failure in name resolution|Network is unreachable',
  ].join('|'),
);

/** The end of a long output: enough to see what went wrong, no wall. */
function tail(output, lines = 12) {
  const kept = output
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^\s*WARNING: Retrying/.test(line))
    .slice(-lines);
  return kept.map((line) => `  ${line}`).join('\n');
}

/** Why `npm ci` failed. */
function explainNpm({ code, output }) {
  if (code === 127) {
    return new SetupError('npm was not found. Install Node.js together with npm and run the command again.');
  }
  if (NO_NETWORK.test(output)) {
    return new SetupError(
      'The npm packages of package-lock.json could not be fetched: the npm registry does not answer. Connect to the ' +
        'network (behind a proxy: "npm config set proxy URL"), then run the same command again; it continues here.',
    );
  }
  return new SetupError(`"npm ci" failed:\n${tail(output)}\nMend this and run the same command again.`);
}

/** Why making the virtual environment or filling it failed. */
function explainPip({ output }, python) {
  if (/ensurepip is not|No module named venv|No module named ensurepip/.test(output)) {
    const [major, minor] = python.version.split('.');
    return new SetupError(
      `Python ${python.version} (${python.executable}) lacks its venv module. On Debian and Ubuntu: ` +
        `"apt-get install python${major}.${minor}-venv". Then run the same command again.`,
    );
  }
  const requirement = /No matching distribution found for (\S+)/.exec(output)?.[1];
  if (NO_NETWORK.test(output)) {
    return new SetupError(
      `The Python tools of buildspecs/requirements-local.txt could not be fetched${requirement ? ` (${requirement})` : ''}: ` +
        'the Python package index does not answer. Connect to the network (behind a proxy: set HTTPS_PROXY; with an ' +
        'index of your own: set PIP_INDEX_URL), then run the same command again; it continues here.',
    );
  }
  return new SetupError(
    `Installing the Python tools failed:\n${tail(output)}\nMend this and run the same command again.`,
  );
}

module.exports = { SetupError, explainNpm, explainPip, tail };
