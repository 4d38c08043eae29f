/**
 * `npm test`: set-up where needed, type-check, lint, unit and acceptance tests: what a change is tried with before it is
 * handed on. `npm test -- all` runs the other end-to-end tests as well, `npm test -- lint unit` only the parts named. All
 * tests share one pool. Type-check and lint count as one check each; the last line is `N passed, N failed`.
 */
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { createProgress, ensureTemplateLinter, setUp, SetupError } = require('./setup.js');
const { ensurePythonClients } = require('./setup/python-clients.js');
const END_TO_END = require('../test/end-to-end-folders.js');

const ROOT = path.resolve(__dirname, '..');
/** What jest and Node.js only warn about; here it fails the run. */
const WARNINGS =
  /Jest did not exit|failed to exit gracefully|Validation Warning|DeprecationWarning|MaxListenersExceededWarning/;

function run(command, args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [path.join(ROOT, 'node_modules', command), ...args], {
      cwd: ROOT,
      // The SDK's notice about a coming end of Node.js 20 is no finding of this project.
      env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
      stdio: ['ignore', 'inherit', 'pipe'],
    });
    let warned = false;
    child.stderr.on('data', (chunk) => {
      process.stderr.write(chunk);
      warned ||= WARNINGS.test(chunk.toString('utf8'));
    });
    child.on('error', (error) => {
      process.stderr.write(`${error.message}\n`);
      resolve({ code: 127, warned });
    });
    child.on('close', (code) => resolve({ code: code ?? 1, warned }));
  });
}

async function check(command, args) {
  const { code } = await run(command, args);
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
}

/** Counts from jest's own results; a run that gives none, or warns, is one failure more. */
async function jest(args) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vigilant-test-results-'));
  const results = path.join(folder, 'results.json');
  try {
    const { code, warned } = await run('jest/bin/jest.js', [...args, '--json', `--outputFile=${results}`]);
    if (warned) process.stderr.write('A warning in the output above counts as a failure.\n');
    if (!fs.existsSync(results)) return { passed: 0, failed: 1, skipped: 0 };
    const json = JSON.parse(fs.readFileSync(results, 'utf8'));
    const failed = json.numFailedTests + json.numRuntimeErrorTestSuites;
    const unexplained = (code !== 0 && failed === 0) || warned || json.numTotalTests === 0;
    return {
      passed: json.numPassedTests,
      failed: failed + (unexplained ? 1 : 0),
      skipped: json.numPendingTests + json.numTodoTests,
    };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

const add = (a, b) => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
});

/**
 * More than there are processors, because end-to-end tests wait for half of their time, and the unit tests fill it;
 * bounded, because each may have a dozen processes.
 */
const WORKERS = Math.min(8, 3 * os.availableParallelism());

const CHECKS = {
  types: async () =>
    (
      await Promise.all([
        check('typescript/bin/tsc', ['--noEmit']),
        // The console's pages run in a browser, with other globals.
        check('typescript/bin/tsc', ['--noEmit', '-p', 'lib/console/web']),
      ])
    ).reduce(add),
  lint: () => check('@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.']),
};

/** Runs tests, those of every part that was named in one pool. */
async function tests(names) {
  if (names.includes('clients')) await ensurePythonClients(ROOT, createProgress());
  const others = END_TO_END.filter((name) => !names.includes(name));
  return jest([
    `--maxWorkers=${WORKERS}`,
    `--testPathIgnorePatterns=${['/node_modules/', ...others.map((name) => `/test/${name}/`)].join('|')}`,
    ...(names.includes('unit') ? [] : [`--testPathPatterns=/test/(${names.join('|')})/`]),
  ]);
}

const PARTS = [...Object.keys(CHECKS), 'unit', ...END_TO_END];
const WITHOUT_A_NAME = [...Object.keys(CHECKS), 'unit', 'acceptance'];

/** What to run for the parts that were named, in the order of {@link PARTS}. */
function stepsOf(names) {
  const asked =
    names.length === 0 ? WITHOUT_A_NAME : names.flatMap((name) => (name === 'all' ? PARTS : name));
  const unknown = asked.filter((name) => !PARTS.includes(name));
  if (unknown.length > 0)
    throw new SetupError(`unknown part ${unknown.join(', ')}: expected all, or some of ${PARTS.join(', ')}`);
  const wanted = PARTS.filter((name) => asked.includes(name));
  const pooled = wanted.filter((name) => !(name in CHECKS));
  const steps = wanted.filter((name) => name in CHECKS).map((name) => ({ name, run: CHECKS[name] }));
  if (pooled.length > 0) steps.push({ name: pooled.join(', '), run: () => tests(pooled) });
  return steps;
}

async function main(names) {
  const steps = stepsOf(names);
  await setUp(ROOT);
  await ensureTemplateLinter(ROOT);
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const { name, run } of steps) {
    const start = Date.now();
    const counts = await run();
    for (const key of Object.keys(total)) total[key] += counts[key];
    const verdict = counts.failed === 0 ? 'passed' : 'FAILED';
    process.stderr.write(`${name}: ${verdict} in ${Math.round((Date.now() - start) / 1000)} s\n\n`);
  }
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
  process.stdout.write(`${total.passed} passed, ${total.failed} failed${skipped}\n`);
  return total.failed === 0 ? 0 : 1;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    process.stderr.write(`${error instanceof SetupError ? error.message : error.stack}\n`);
    process.stdout.write('0 passed, 1 failed\n');
    process.exitCode = 1;
  },
);
