import { CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { BatchGetBuildsCommand, type Build, CodeBuildClient } from '@aws-sdk/client-codebuild';
import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { ROLLED_BACK_EXECUTION, rolledBackHistory } from './runs/history';

/** ARN of the one run of {@link mockRun}. */
export const RUN_ARN = ROLLED_BACK_EXECUTION.executionArn;

/** An account in which one run, `one`, was rolled back. Each build logs two lines that name it. */
export function mockRun() {
  const sts = mockClient(STSClient);
  const sfn = mockClient(SFNClient);
  const codeBuild = mockClient(CodeBuildClient);
  const logs = mockClient(CloudWatchLogsClient);
  const codePipeline = mockClient(CodePipelineClient);
  sts
    .on(GetCallerIdentityCommand)
    .resolves({ Account: '000000000000', Arn: 'arn:aws:iam::000000000000:user/me' });
  const item = { executionArn: RUN_ARN, name: 'one', status: 'FAILED' as const, startDate: new Date(0) };
  sfn.on(ListExecutionsCommand).resolves({ executions: [{ ...item, stateMachineArn: 'x' }] });
  sfn.on(DescribeExecutionCommand).resolves(ROLLED_BACK_EXECUTION);
  sfn.on(GetExecutionHistoryCommand).resolves({ events: rolledBackHistory() });
  codeBuild.on(BatchGetBuildsCommand).callsFake(({ ids }: { ids: string[] }) => ({
    builds: ids.map(
      (id): Build => ({
        id,
        buildStatus: 'FAILED',
        buildComplete: true,
        logs: { groupName: 'group', streamName: id },
      }),
    ),
  }));
  logs.on(GetLogEventsCommand).callsFake(({ logStreamName, nextToken }) => ({
    events: nextToken
      ? []
      : [{ message: `${logStreamName} uploads\n` }, { message: `${logStreamName} got 403\n` }],
    nextForwardToken: 'end',
  }));
  return { sts, sfn, codeBuild, logs, codePipeline };
}
