import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { BUILD_EXPORTS } from '../../lib/contract';

const root = join(__dirname, '../..');

test('the scripts of the jobs keep their own promises', () => {
  const python = join(root, '.venv/bin/python');
  const { status, stderr } = spawnSync(python, ['-m', 'unittest', 'test_release'], {
    cwd: __dirname,
    encoding: 'utf8',
  });
  expect(stderr).toMatch(/Ran [12]\d tests in .*\n\nOK/);
  expect(status).toBe(0);
});

test('the build exports what the pipeline passes on', () => {
  const build = parse(readFileSync(join(root, 'buildspecs/build.yml'), 'utf8'));
  expect(build.env['exported-variables']).toEqual([...BUILD_EXPORTS]);
});

test.each(['build.yml', 'publish.yml'])('%s holds only one-line commands and no secret', (file) => {
  const { phases } = parse(readFileSync(join(root, 'buildspecs', file), 'utf8'));
  const commands = Object.values<any>(phases).flatMap((phase) => phase.commands);
  expect(commands.filter((command: string) => command.includes('\n'))).toEqual([]);
  expect(commands.join('\n')).not.toMatch(/password|--token|skip-existing/i);
});
