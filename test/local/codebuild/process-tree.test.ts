import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../lib/local/clock';
import { processesOfMachine } from '../../../lib/local/codebuild/runner/process-table';
import { endProcesses } from '../../../lib/local/codebuild/runner/process-tree';

const isRoot = process.getuid?.() === 0;
const NOBODY = 65534;

// Only the superuser can make the stranger that the runtime, as another user, must not trip over.
(isRoot ? test : test.skip)(
  'a process that belongs to another user by now does not stop the clean-up',
  () => {
    const stranger = Number(
      execFileSync('sh', ['-c', 'setsid sleep 60 >/dev/null 2>&1 & echo $!']).toString().trim(),
    );
    const temporary = mkdtempSync(join(tmpdir(), 'nobody-'));
    chownSync(temporary, NOBODY, NOBODY);
    const program = `
    const { endProcesses } = require('${join(__dirname, '../../../lib/local/codebuild/runner/process-tree')}');
    const job = { groups: [{ pid: ${stranger} }], marker: 'CODEBUILD_BUILD_ARN=none', folder: '/none' };
    endProcesses(job, { now: Date.now, sleep: async () => undefined })
      .then(() => console.log('ended'), (error) => console.log(error.message));
  `;
    try {
      const { stdout, stderr } = spawnSync(process.execPath, ['--require', 'tsx/cjs', '-e', program], {
        uid: NOBODY,
        encoding: 'utf8',
        cwd: join(__dirname, '../../..'),
        env: { PATH: process.env['PATH'], TMPDIR: temporary },
      });
      expect(stdout + stderr).toBe('ended\n');
      expect(() => process.kill(stranger, 0)).not.toThrow();
    } finally {
      process.kill(stranger, 'SIGKILL');
    }
  },
);

test('whoever looks around in the folder of a job is left alone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'job-'));
  const pty =
    'import pty, sys; pty.spawn(["sh", "-c", "cd " + sys.argv[1] + " && echo in && exec sleep 60"])';
  const terminal = spawn('python3', ['-c', pty, folder], { cwd: '/', stdio: ['ignore', 'pipe', 'ignore'] });
  await once(terminal.stdout, 'data');
  const here = () => processesOfMachine().filter(({ directory }) => directory === folder);
  try {
    expect(here()).toHaveLength(1);
    await endProcesses({ groups: [], marker: 'CODEBUILD_BUILD_ARN=none', folder }, systemClock);
    expect(here()).toHaveLength(1);
  } finally {
    terminal.kill();
  }
});
