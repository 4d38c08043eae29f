import { CfnOutput, type Stack } from 'aws-cdk-lib';
import type { Config } from '../config';
import type { DeliveryPipeline } from '../constructs/delivery-pipeline';
import type { Ledger } from '../constructs/ledger';
import type { Notifications } from '../constructs/notifications';
import type { PublishWorkflow } from '../constructs/publish-workflow';
import type { ReleaseStore } from '../constructs/release-store';
import { deploymentNames } from '../contract';

/** What the outputs are about. */
export interface OutputSubjects {
  readonly config: Config;
  readonly pipeline: DeliveryPipeline;
  readonly workflow: PublishWorkflow;
  readonly ledger: Ledger;
  readonly releases: ReleaseStore;
  readonly notifications: Notifications;
}

/** Adds what a person needs after a deployment: names, console links, and how to push and install. */
export function addOutputs(
  stack: Stack,
  { config, pipeline, workflow, ledger, releases, notifications }: OutputSubjects,
): void {
  const console = `https://${stack.region}.console.aws.amazon.com`;
  const query = `?region=${stack.region}`;
  const { pipelineName } = pipeline.pipeline;
  const { stateMachineName, stateMachineArn } = workflow.stateMachine;
  const outputs: Record<string, [string, string]> = {
    PipelineName: ['Name of the pipeline', pipelineName],
    PipelineConsole: [
      'The pipeline in the console',
      `${console}/codesuite/codepipeline/pipelines/${pipelineName}/view${query}`,
    ],
    StateMachineName: ['Name of the state machine', stateMachineName],
    StateMachineArn: ['State machine to start for a manual re-publish', stateMachineArn],
    StateMachineConsole: [
      'Runs in the console',
      `${console}/states/home${query}#/statemachines/view/${stateMachineArn}`,
    ],
    LedgerTableName: ['Table with the state of every version', ledger.tableName],
    LedgerConsole: [
      'The ledger in the console',
      `${console}/dynamodbv2/home${query}#item-explorer?table=${ledger.tableName}`,
    ],
    DashboardConsole: [
      'Alarms, runs, regions and jobs on one page',
      `${console}/cloudwatch/home${query}#dashboards/dashboard/${deploymentNames(config.deployment).dashboard}`,
    ],
    NotificationTopicArn: ['Topic that says when someone should look', notifications.topicArn],
    ReleaseBucketName: ['Bucket with the bytes of every release', releases.bucketName],
  };
  const { cloneUrl } = pipeline.source;
  if (cloneUrl) outputs['CloneUrl'] = ['Push the package here', cloneUrl];
  for (const region of config.regions) {
    outputs[`PipIndex${region.replace(/-/g, '')}`] = [
      `Makes pip install from ${region}`,
      `aws codeartifact login --tool pip --region ${region} --domain ${config.domain} --domain-owner ${stack.account} --repository ${config.releaseRepository}`,
    ];
  }
  for (const [id, [description, value]] of Object.entries(outputs)) {
    new CfnOutput(stack, id, { description, value });
  }
}
