#!/usr/bin/env node

/** The command `vigilant`. Plain JavaScript up to the point where the npm packages are known to be there. */
const path = require('node:path');
const { setFlagsFromString } = require('node:v8');
const setup = require('./setup.js');
const { ensureProgram, loadProgram } = require('./setup/program.js');

const ROOT = path.resolve(__dirname, '..');

// While hundreds of modules load, V8 lets the space for new objects grow to 32 MB, and keeps it. Kept from growing, the
// runtime has 30 MB less resident and starts as fast. (V8 takes the flag back when a worker thread starts.)
setFlagsFromString('--semi-space-growth-factor=1');

async function start() {
  setup.checkNode();
  setup.checkFolder(ROOT);
  await setup.ensureNpmPackages(ROOT);
  // The SDK's notice about a coming end of Node.js 20 is for who updates its version, not for who runs a command.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const { main } = loadProgram(await ensureProgram(ROOT));
  return main(process.argv.slice(2), { projectRoot: ROOT, setup });
}

start().then(
  (code) => {
    process.exitCode = code;
    // Whatever still holds the process once the command has ended must not keep the person waiting.
    setTimeout(() => process.exit(), 3000).unref();
  },
  (error) => {
    process.stderr.write(`${error instanceof setup.SetupError ? error.message : error.stack}\n`);
    process.exitCode = 3;
  },
);
