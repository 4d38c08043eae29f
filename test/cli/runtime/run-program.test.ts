import { runProgram } from '../../../lib/cli/runtime/run-program';

const run = (script: string, options: { timeout?: number; signal?: AbortSignal } = {}) =>
  runProgram([process.execPath, '-e', script], { cwd: __dirname, env: {}, ...options });

test('what a program printed is given with its exit code', async () => {
  const script = 'console.log(1); console.error(2); process.exitCode = 3';
  expect(await run(script)).toEqual({ code: 3, stdout: '1\n', stderr: '2\n' });
});

test('a program that takes too long is ended, and that is told', async () => {
  expect(await run('setInterval(() => {}, 1000)', { timeout: 50 })).toMatchObject({
    code: 1,
    stderr: `\n${process.execPath} was ended by SIGKILL: it took longer than 0.05 s`,
  });
});

test('a program that is stopped is ended, and no time is to blame', async () => {
  const stop = new AbortController();
  const running = run('setInterval(() => {}, 1000)', { timeout: 60_000, signal: stop.signal });
  stop.abort();
  expect(await running).toMatchObject({ code: 1, stderr: `\n${process.execPath} was ended by SIGKILL` });
});

test('a program does not start once it is to stop', async () => {
  await expect(run('', { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
});
