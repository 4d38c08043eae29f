#!/usr/bin/env node

/** The command `vigilant`. Plain JavaScript up to the point where the npm packages are known to be there. */
const path = require('node:path');
const setup = require('./setup.js');

const ROOT = path.resolve(__dirname, '..');

async function start() {
  setup.checkNode();
  await setup.ensureNpmPackages(ROOT);
  // Commands may be called from any folder; its own tsconfig.json must not change how this program is loaded.
  process.env.TSX_TSCONFIG_PATH ??= path.join(ROOT, 'tsconfig.json');
  // The SDK's notice about a coming end of Node.js 20 is for who updates its version, not for who runs a command.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  require('tsx/cjs/api').register();
  const { main } = require('../lib/cli/main.ts');
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
