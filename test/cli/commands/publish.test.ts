import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListPipelineExecutionsCommand, StartPipelineExecutionCommand } from '@aws-sdk/client-codepipeline';
import { createClients } from '../../../lib/cli/clients';
import { startPipeline } from '../../../lib/cli/publish/start-pipeline';
import { sourceRemote } from '../../../lib/cli/source-remote';
import type { Target } from '../../../lib/cli/target';
import { parseConfig } from '../../../lib/config';
import { mockRun } from '../mocked-run';
import { testContext } from '../test-context';

const COMMIT = '1a2b3c4d5e6f';
const CONNECTION = {
  type: 'connection',
  connectionArn:
    'arn:aws:codeconnections:us-east-1:000000000000:connection/11111111-2222-3333-4444-555555555555',
  repository: 'team/package',
};
const target = {
  pipeline: 'vigilant',
  clients: createClients({ region: 'us-east-1' }),
} as Target;

const executions = (status: 'InProgress' | 'Succeeded', commit: string) => ({
  pipelineExecutionSummaries: [
    {
      pipelineExecutionId: 'earlier',
      status,
      sourceRevisions: [{ actionName: 'Source', revisionId: commit }],
    },
  ],
});

test('the pipeline is told which commit to take', async () => {
  const { codePipeline } = mockRun();
  codePipeline.on(ListPipelineExecutionsCommand).resolves(executions('Succeeded', COMMIT));
  codePipeline.on(StartPipelineExecutionCommand).resolves({ pipelineExecutionId: 'started' });
  expect(await startPipeline(target, COMMIT)).toEqual({ id: 'started', isNew: true });
  expect(codePipeline.commandCalls(StartPipelineExecutionCommand)[0]?.args[0].input).toMatchObject({
    name: 'vigilant',
    sourceRevisions: [{ actionName: 'Source', revisionType: 'COMMIT_ID', revisionValue: COMMIT }],
  });
});

test('a commit that the pipeline is at already is not started again', async () => {
  const { codePipeline } = mockRun();
  codePipeline.on(ListPipelineExecutionsCommand).resolves(executions('InProgress', COMMIT));
  expect(await startPipeline(target, COMMIT)).toEqual({ id: 'earlier', isNew: false });
  expect(codePipeline.commandCalls(StartPipelineExecutionCommand)).toHaveLength(0);
});

test('a folder without a package is refused before anything is asked of the pipeline', async () => {
  const { codePipeline } = mockRun();
  const { code, notes } = await testContext().command('publish', 'lib');
  expect(code).toBe(2);
  expect(notes).toContain('expected a Python package with a pyproject.toml');
  expect(codePipeline.calls()).toHaveLength(0);
});

test('the command that watches a publish again can be pasted when the folder’s name has a space', async () => {
  const { codePipeline } = mockRun();
  codePipeline.on(ListPipelineExecutionsCommand).resolves({ pipelineExecutionSummaries: [] });
  codePipeline.on(StartPipelineExecutionCommand).resolves({ pipelineExecutionId: 'started' });
  const root = mkdtempSync(join(tmpdir(), 'vigilant-publish-test-'));
  try {
    // Nothing is pushed to the repository of a connection.
    const context = { vigilant: { source: CONNECTION } };
    writeFileSync(join(root, 'cdk.json'), JSON.stringify({ context }));
    commitPackage(join(root, 'my package'));
    const { command } = testContext({ projectRoot: root, cwd: root, env: { PATH: process.env['PATH'] } });
    const { notes } = await command('publish', 'my package', '--no-follow', '--deployment', 'other');
    expect(notes).toContain("npx vigilant publish 'my package' --deployment other");
  } finally {
    rmSync(root, { recursive: true });
  }
});

/** Makes a folder the top of a repository with a package, all of it committed. */
function commitPackage(folder: string) {
  mkdirSync(folder);
  writeFileSync(join(folder, 'pyproject.toml'), '[project]');
  const env = { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null' };
  const git = (...args: string[]) => execFileSync('git', ['-C', folder, ...args], { env });
  git('init', '--quiet');
  git('add', '--all');
  git('-c', 'user.name=A Person', '-c', 'user.email=person@example.com', 'commit', '--quiet', '-m', 'work');
}

test('the source repository is AWS’s, or the runtime’s, or that of a connection, which is not pushed to', () => {
  const config = parseConfig({ vigilant: {} });
  expect(sourceRemote(config)).toBe('https://git-codecommit.us-east-1.amazonaws.com/v1/repos/python-package');
  expect(sourceRemote(config, 'http://127.0.0.1:4610')).toBe(
    'http://127.0.0.1:4610/git-codecommit.us-east-1.amazonaws.com/v1/repos/python-package',
  );
  expect(sourceRemote(parseConfig({ vigilant: { source: CONNECTION } }))).toBeUndefined();
});
