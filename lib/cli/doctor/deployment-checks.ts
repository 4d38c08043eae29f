import { BatchGetProjectsCommand } from '@aws-sdk/client-codebuild';
import { GetPipelineStateCommand } from '@aws-sdk/client-codepipeline';
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { HeadBucketCommand } from '@aws-sdk/client-s3';
import { DescribeExecutionCommand, DescribeStateMachineCommand } from '@aws-sdk/client-sfn';
import { deploymentNames, SWEEP_EVERY_MINUTES } from '../../contract';
import { CliError } from '../failure';
import { type LedgerItem, ledgerItems } from '../releases/ledger';
import type { Target } from '../target';
import { type Check, type Examination, examine } from './check';
import { withinReason } from './within-reason';

/** What a deployment has once, in its primary region: what commands and runs use, and whether anything is owed. */
export function deploymentChecks(target: Target, now: number): Promise<Check>[] {
  const { clients, config, pipeline, stateMachineArn, ledgerTable, releaseBucket } = target;
  const names = deploymentNames(config.deployment);
  const advice = `deploy it: "npx cdk deploy ${config.deployment}-pipeline"; or is --deployment, the account or AWS_PROFILE another?`;
  const check = (name: string, look: Examination['look']) =>
    examine({ group: 'deployment', name, look, advice });
  return [
    check('workflows', async () => {
      const sweep = stateMachineArn.replace(/[^:]+$/, names.sweepStateMachine);
      const found = await Promise.all(
        [stateMachineArn, sweep].map((arn) =>
          clients.stepFunctions.send(
            new DescribeStateMachineCommand({ stateMachineArn: arn }),
            withinReason(),
          ),
        ),
      );
      const idle = found.find(({ status }) => status !== 'ACTIVE');
      if (idle) throw new CliError(`${idle.name}: expected it to be ACTIVE, found ${idle.status}`);
      return found.map(({ name }) => name).join(', ');
    }),
    check('pipeline', async () => {
      const { stageStates = [] } = await clients.codePipeline.send(
        new GetPipelineStateCommand({ name: pipeline }),
        withinReason(),
      );
      const closed = stageStates.filter((stage) => stage.inboundTransitionState?.enabled === false);
      if (closed.length === 0) return pipeline;
      return {
        warning: `${pipeline}: nothing gets into stage ${closed.map((stage) => stage.stageName).join(', ')}`,
        advice: `let it: "aws codepipeline enable-stage-transition --pipeline-name ${pipeline} --stage-name ${closed[0]?.stageName} --transition-type Inbound"`,
      };
    }),
    check('jobs', async () => {
      const wanted = [names.buildProject, names.publishProject];
      const { projectsNotFound = [] } = await clients.codeBuild.send(
        new BatchGetProjectsCommand({ names: wanted }),
        withinReason(),
      );
      if (projectsNotFound.length > 0)
        throw new CliError(
          `expected CodeBuild projects ${wanted.join(' and ')}, found no ${projectsNotFound.join(' and no ')}`,
        );
      return wanted.join(', ');
    }),
    check('release bucket', async () => {
      await clients.s3
        .send(new HeadBucketCommand({ Bucket: releaseBucket }), withinReason())
        .catch((error) => Promise.reject(bucketError(releaseBucket, error)));
      return releaseBucket;
    }),
    check('ledger', async () => {
      await clients.dynamoDb.send(new DescribeTableCommand({ TableName: ledgerTable }), withinReason());
      return ledgerTable;
    }),
    check('debts', () => debts(target, now)),
  ];
}

/** S3 answers HEAD without a body, so the SDK has no words for what went wrong. */
function bucketError(bucket: string, error: Error & { $metadata?: { httpStatusCode?: number } }): Error {
  const status = error.$metadata?.httpStatusCode;
  if (status === 404) return new CliError(`expected bucket ${bucket}, found none`);
  if (status !== 403) return error;
  const message = `s3:ListBucket on ${bucket} is denied, or the bucket is another account's`;
  return Object.assign(new Error(message), { name: 'AccessDenied' });
}

/** What only a rollback mends, and the command for the first of it. */
async function debts(target: Target, now: number) {
  const ledger = await ledgerItems(target);
  const incomplete = ledger.filter((item) => item.releaseState === 'RollbackIncomplete');
  const dead = await lockedByTheDead(target, ledger, now);
  const [first] = [...incomplete, ...dead];
  if (first === undefined) return 'no version is RollbackIncomplete, none locked by a run that has ended';
  const found = [
    ...(incomplete.length > 0 ? [`RollbackIncomplete: ${versionsOf(incomplete)}`] : []),
    ...(dead.length > 0 ? [`locked by a run that has ended: ${versionsOf(dead)}`] : []),
  ];
  return {
    warning: found.join('; '),
    advice: `"vigilant rollback ${first.package} ${first.version} --follow${target.flags}"; RUNBOOK.md says more`,
  };
}

const versionsOf = (rows: readonly LedgerItem[]) =>
  rows.map((item) => `${item.package} ${item.version}`).join(', ');

/** By then the event about a run's end has long begun what takes its lock over: that takes seconds. */
const UNTIL_TAKEN_OVER_MS = SWEEP_EVERY_MINUTES * 60_000;

/** Versions whose run has ended and whose recovery did not come: the event was lost, or recoveries keep failing. */
async function lockedByTheDead(target: Target, ledger: readonly LedgerItem[], now: number) {
  const dead = await Promise.all(
    ledger.map(async (item) => {
      if (item.lockOwner === undefined) return [];
      return now - (await endOf(target, item.lockOwner)) > UNTIL_TAKEN_OVER_MS ? [item] : [];
    }),
  );
  return dead.flat();
}

/** When an execution ended, in milliseconds since the epoch: infinity while it runs, and minus that once forgotten. */
async function endOf({ clients }: Target, executionArn: string): Promise<number> {
  try {
    const command = new DescribeExecutionCommand({ executionArn });
    const { stopDate } = await clients.stepFunctions.send(command, withinReason());
    return stopDate?.getTime() ?? Number.POSITIVE_INFINITY;
  } catch (error) {
    if ((error as Error).name === 'ExecutionDoesNotExist') return Number.NEGATIVE_INFINITY;
    throw error;
  }
}
