const { spawn } = require('node:child_process');

/** Variables that would make pip and Python install elsewhere or load other modules than the virtual environment's. */
const FOREIGN = [
  'PYTHONPATH',
  'PYTHONHOME',
  'PIP_TARGET',
  'PIP_PREFIX',
  'PIP_USER',
  'PIP_REQUIRE_VIRTUALENV',
];

/**
 * Runs a command and keeps what it prints. A program that is missing gives the code 127, as in a shell.
 * @returns {Promise<{command: string[], code: number, output: string}>}
 */
function runCommand(command, { cwd, env = process.env } = {}) {
  const clean = { ...env };
  for (const name of FOREIGN) delete clean[name];
  return new Promise((resolve) => {
    const output = [];
    const child = spawn(command[0], command.slice(1), { cwd, env: clean, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.on('data', (chunk) => output.push(chunk));
    child.stderr.on('data', (chunk) => output.push(chunk));
    child.on('error', (error) => resolve({ command, code: 127, output: error.message }));
    child.on('close', (code, signal) => {
      const text = Buffer.concat(output).toString('utf8');
      resolve({ command, code: code ?? 1, output: signal ? `${text}\nended by ${signal}` : text });
    });
  });
}

module.exports = { runCommand };
