const endToEnd = require('./test/end-to-end-folders.js');

// The SDK's notice about a coming end of Node.js 20 is no finding of this project; workers get this environment too.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  globalSetup: '<rootDir>/test/temporary-folder.js',
  // Else it is in the folder for temporary files.
  cacheDirectory: '<rootDir>/node_modules/.cache/jest',
  testMatch: ['**/*.test.ts'],
  // How long a test takes is the machine's affair, and no test says otherwise: this ends only what hangs.
  testTimeout: 900_000,
  // At its end a worker has a gigabyte to give back, which took 0.5 s (jest's default) with four of them on two cores.
  // One that something keeps alive is still found: it never exits.
  workerGracefulExitTimeout: 10_000,
  testPathIgnorePatterns: ['/node_modules/', ...endToEnd.map((folder) => `/test/${folder}/`)],
  testSequencer: '<rootDir>/test/end-to-end-first.js',
  // Types are checked once, by `npm run typecheck`; here each file is only transpiled.
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }] },
};
