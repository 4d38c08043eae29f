import { ListPipelineExecutionsCommand, StartPipelineExecutionCommand } from '@aws-sdk/client-codepipeline';
import { createClients } from '../../../lib/cli/clients';
import { startPipeline } from '../../../lib/cli/publish/start-pipeline';
import { sourceRemote } from '../../../lib/cli/source-remote';
import type { Target } from '../../../lib/cli/target';
import { parseConfig } from '../../../lib/config';
import { mockRun } from '../mocked-run';
import { testContext } from '../test-context';

const COMMIT = '1a2b3c4d5e6f';
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

test('the source repository is AWS’s, or the runtime’s, or that of a connection, which is not pushed to', () => {
  const config = parseConfig({ vigilant: {} });
  expect(sourceRemote(config)).toBe('https://git-codecommit.us-east-1.amazonaws.com/v1/repos/python-package');
  expect(sourceRemote(config, 'http://127.0.0.1:4610')).toBe(
    'http://127.0.0.1:4610/git-codecommit.us-east-1.amazonaws.com/v1/repos/python-package',
  );
  const connectionArn =
    'arn:aws:codeconnections:us-east-1:000000000000:connection/11111111-2222-3333-4444-555555555555';
  const source = { type: 'connection', connectionArn, repository: 'team/package' };
  expect(sourceRemote(parseConfig({ vigilant: { source } }))).toBeUndefined();
});
