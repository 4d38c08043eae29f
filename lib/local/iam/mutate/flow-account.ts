import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '../../clock';
import type { Fault } from '../../http/faults';
import type { LocalRuntime } from '../../runtime';
import type { Principal } from '../../service';
import { OPERATOR } from '../iam';
import type { DeploymentNames } from './deployment-names';
import { pushSample } from './push-sample';

/** Longest that a flow waits for one thing. Retries of the state machine take up to two minutes. */
const PATIENCE = 240_000;

/** How a run ended. */
export interface RunEnd {
  readonly status: string;
  readonly error?: string;
  readonly cause?: string;
  readonly output?: string;
}

/** A running deployment as its operator uses it: the flows are written with this. */
export class FlowAccount {
  readonly operator: Principal;

  constructor(
    readonly runtime: LocalRuntime,
    readonly names: DeploymentNames,
    private readonly projectRoot: string,
  ) {
    const { account } = runtime;
    this.operator = { arn: `arn:aws:iam::${account}:user/${OPERATOR.userName}`, account };
  }

  /** A call of the operator. `what` is `service:Operation` with the names of the service models. */
  async call(what: string, input: unknown, region = this.names.primaryRegion): Promise<any> {
    const [service = '', operation = ''] = what.split(':');
    return await this.runtime.gateway.invoke({ service, operation, region, principal: this.operator, input });
  }

  /** Pushes the sample package under a version; gives the commit. */
  async push(version: string): Promise<string> {
    const { primaryRegion, gitRepository, branch } = this.names;
    const remote = `${this.runtime.url}/git-codecommit.${primaryRegion}.amazonaws.com/v1/repos/${gitRepository}`;
    return await pushSample({ projectRoot: this.projectRoot, remote, branch, version });
  }

  /** Status of a commit's pipeline execution when it has ended. What waits for approval is approved. */
  async pipelineEnd(commit: string): Promise<string> {
    return await this.until(`the pipeline to end for ${commit}`, async () => {
      const { pipeline: pipelineName } = this.names;
      const { pipelineExecutionSummaries } = await this.call('codepipeline:ListPipelineExecutions', {
        pipelineName,
      });
      const execution = pipelineExecutionSummaries?.find((summary: any) =>
        summary.sourceRevisions?.some((revision: any) => revision.revisionId === commit),
      );
      if (execution && !['InProgress', 'Stopping'].includes(execution.status)) return execution.status;
      await this.approve();
      return undefined;
    });
  }

  private async approve(): Promise<void> {
    const { pipeline } = this.names;
    const { stageStates } = await this.call('codepipeline:GetPipelineState', { name: pipeline });
    for (const { stageName, actionStates } of stageStates) {
      for (const { actionName, latestExecution } of actionStates ?? []) {
        if (latestExecution?.status !== 'InProgress' || latestExecution.token === undefined) continue;
        await this.call('codepipeline:PutApprovalResult', {
          pipelineName: pipeline,
          stageName,
          actionName,
          token: latestExecution.token,
          result: { status: 'Approved', summary: 'approved by a flow' },
        });
      }
    }
  }

  /** Starts a state machine, the publish workflow unless another is named. */
  async start(input: unknown, stateMachine = this.names.stateMachine): Promise<string> {
    const { primaryRegion } = this.names;
    const stateMachineArn = `arn:aws:states:${primaryRegion}:${this.runtime.account}:stateMachine:${stateMachine}`;
    const started = await this.call('stepfunctions:StartExecution', {
      stateMachineArn,
      input: JSON.stringify(input),
    });
    return started.executionArn;
  }

  /** Runs the publish workflow to its end. */
  async run(input: unknown): Promise<RunEnd> {
    return await this.runEnd(await this.start(input));
  }

  async runEnd(executionArn: string): Promise<RunEnd> {
    return await this.until(`${executionArn} to end`, async () => {
      const execution = await this.call('stepfunctions:DescribeExecution', { executionArn });
      return execution.status === 'RUNNING' ? undefined : execution;
    });
  }

  /** The ledger's item of a version. */
  async ledger(version: string): Promise<Record<string, any>> {
    const Key = this.ledgerKey(version);
    const answer = await this.call('dynamodb:GetItem', {
      TableName: this.names.ledger,
      Key,
      ConsistentRead: true,
    });
    return answer.Item ?? {};
  }

  ledgerKey(version: string) {
    return { package: { S: PACKAGE }, version: { S: version } };
  }

  /** How many files of a version each region's release repository serves, in the order of the regions. */
  async served(version: string): Promise<number[]> {
    const { domain, release, regions } = this.names;
    const input = {
      domain,
      repository: release,
      format: 'pypi',
      package: PACKAGE,
      packageVersion: version,
    };
    return await Promise.all(
      regions.map(async (region) => {
        const answer = await this.call('codeartifact:ListPackageVersionAssets', input, region).catch(
          (error) => {
            if (error.name === 'ResourceNotFoundException') return { assets: [] };
            throw error;
          },
        );
        return answer.assets.length;
      }),
    );
  }

  /** Injects faults for as long as `work` takes. */
  async withFaults<T>(faults: readonly Omit<Fault, 'id'>[], work: () => Promise<T>): Promise<T> {
    for (const fault of faults) await this.faults('POST', fault);
    try {
      return await work();
    } finally {
      await this.faults('DELETE');
    }
  }

  private async faults(method: string, body?: unknown): Promise<void> {
    const answer = await fetch(`${this.runtime.url}/_local/faults`, {
      method,
      headers: { 'x-vigilant-local': '1', ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} /_local/faults: ${answer.status} ${await answer.text()}`);
  }

  async until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
    for (const end = systemClock.now() + PATIENCE; systemClock.now() < end; await delay(200)) {
      const seen = await look();
      if (seen !== undefined) return seen;
    }
    throw new Error(`waited ${PATIENCE / 1000} s for ${what}`);
  }
}

/** Name of the sample package. */
export const PACKAGE = 'sample-wordcount';
