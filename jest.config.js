/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/test/acceptance/'],
  // Types are checked once, by `npm run typecheck`; here each file is only transpiled.
  transform: { '^.+\\.ts$': ['ts-jest', { transpilation: true }] },
};
