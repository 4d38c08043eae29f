import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { assemblyStamp } from '../../../lib/cli/runtime/assembly-stamp';

const ROOT = join(__dirname, '../../..');
const TRACER = 'test/cli/runtime/trace-reads.cjs';
const folder = mkdtempSync(join(tmpdir(), 'assembly-stamp-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The files of the project that the app reads when it is synthesized as the CDK would do it. */
function filesRead(): string[] {
  const trace = join(folder, 'trace');
  const outdir = join(folder, 'cdk.out');
  const { app, context } = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8'));
  const [node, ...args] = app.split(' ');
  execFileSync(node, ['--require', join(ROOT, TRACER), ...args], {
    cwd: ROOT,
    stdio: 'pipe',
    env: {
      PATH: process.env.PATH,
      CDK_CONTEXT_JSON: JSON.stringify(context),
      CDK_OUTDIR: outdir,
      TRACE_READS: trace,
    },
  });
  return readFileSync(trace, 'utf8')
    .split('\n')
    .map((file) => relative(ROOT, file))
    .filter((file) => !/^(\.\.|node_modules\/)/.test(file) && file !== TRACER);
}

test('a change of any file that a synthesis reads is noticed', () => {
  const files = filesRead();
  expect(files).toEqual(
    expect.arrayContaining([
      'bin/app.ts',
      'lib/stacks/deployment.ts',
      'lib/constructs/publish-workflow.ts',
      'state-machines/publish.asl.json',
      'buildspecs/publish.yml',
    ]),
  );
  const project = join(folder, 'project');
  for (const file of files) cpSync(join(ROOT, file), join(project, file));
  for (const file of files) {
    const before = assemblyStamp(project);
    appendFileSync(join(project, file), ' ');
    expect({ file, noticed: assemblyStamp(project) !== before }).toEqual({ file, noticed: true });
  }
});

test('the configuration, the versions of packages and new files are noticed, compiled Python is not', () => {
  const project = join(folder, 'other');
  let before = assemblyStamp(project);
  const add = (file: string) => {
    mkdirSync(dirname(join(project, file)), { recursive: true });
    writeFileSync(join(project, file), 'x');
  };
  // The CDK reads the first two, esbuild the handlers, and npm installs what the lockfile says.
  for (const file of ['cdk.json', 'cdk.context.json', 'package-lock.json', 'lib/handlers/new.ts']) {
    add(file);
    const after = assemblyStamp(project);
    expect({ file, noticed: after !== before }).toEqual({ file, noticed: true });
    before = after;
  }
  add('buildspecs/__pycache__/release.pyc');
  expect(assemblyStamp(project)).toBe(before);
});
