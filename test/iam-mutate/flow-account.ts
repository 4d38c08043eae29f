import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '../../lib/local/clock';
import type { Fault } from '../../lib/local/http/faults';
import { OPERATOR } from '../../lib/local/iam/iam';
import type { LocalRuntime } from '../../lib/local/runtime';
import type { Principal } from '../../lib/local/service';
import type { DeploymentNames } from './deployment-names';
import { pushSample } from './push-sample';

/** Longest that a flow waits for an end. Retries of the state machine take up to two minutes. */
const PATIENCE = 240_000;
/** Longest that a flow waits for what an event brings about. Events take milliseconds here. */
const SOON = 20_000;

/** How a run ended. */
export interface RunEnd {
  readonly status: string;
  readonly error?: string;
  readonly cause?: string;
  readonly output?: string;
}

/** What a {@link FlowAccount} is about. */
export interface FlowAccountOptions {
  readonly runtime: LocalRuntime;
  readonly names: DeploymentNames;
  readonly projectRoot: string;
  /** Everything that topics were sent, oldest first; grows as the runtime tells of more. */
  readonly messages?: readonly string[];
}

/** A running deployment as its operator uses it: the flows are written with this. */
export class FlowAccount {
  readonly runtime: LocalRuntime;
  readonly names: DeploymentNames;
  readonly operator: Principal;
  /** The version that was published last, and the one that was rolled back last; empty before. */
  published = '';
  rolledBack = '';
  private pushes = 0;

  constructor(private readonly options: FlowAccountOptions) {
    const { account } = options.runtime;
    this.runtime = options.runtime;
    this.names = options.names;
    this.operator = { arn: `arn:aws:iam::${account}:user/${OPERATOR.userName}`, account };
  }

  /** A call, of the operator by default. `what` is `service:Operation` with the names of the service models. */
  async call(
    what: string,
    input: unknown,
    { region = this.names.primaryRegion, as = this.operator }: { region?: string; as?: Principal } = {},
  ): Promise<any> {
    const [service = '', operation = ''] = what.split(':');
    return await this.runtime.gateway.invoke({ service, operation, region, principal: as, input });
  }

  /** A version that was never pushed. */
  nextVersion(): string {
    return `9.0.${this.pushes++}`;
  }

  /** Pushes the sample package under a version; gives the id of the pipeline execution that this starts. */
  async push(version: string): Promise<string> {
    const { primaryRegion, gitRepository, branch } = this.names;
    const remote = `${this.runtime.url}/git-codecommit.${primaryRegion}.amazonaws.com/v1/repos/${gitRepository}`;
    const { projectRoot } = this.options;
    const commit = await pushSample({ projectRoot, remote, branch, version });
    return await this.soon(`the pipeline to start for ${commit}`, async () => {
      const executions = await this.pipelineExecutions();
      const ofCommit = ({ revisionId }: any) => revisionId === commit;
      return executions.find(({ sourceRevisions }) => sourceRevisions?.some(ofCommit))?.pipelineExecutionId;
    });
  }

  /** Starts the pipeline as a person does, who names no commit; gives the id of the execution. */
  async startPipeline(): Promise<string> {
    const { pipeline: name } = this.names;
    return (await this.call('codepipeline:StartPipelineExecution', { name })).pipelineExecutionId;
  }

  /** Status of a pipeline execution when it has ended. What waits for approval is approved. */
  async pipelineEnd(id: string): Promise<string> {
    return await this.until(`pipeline execution ${id} to end`, async () => {
      const found = (await this.pipelineExecutions()).find(
        ({ pipelineExecutionId }) => pipelineExecutionId === id,
      );
      if (found !== undefined && !['InProgress', 'Stopping'].includes(found.status)) return found.status;
      await this.approve();
      return undefined;
    });
  }

  private async pipelineExecutions(): Promise<any[]> {
    const answer = await this.call('codepipeline:ListPipelineExecutions', {
      pipelineName: this.names.pipeline,
    });
    return answer.pipelineExecutionSummaries ?? [];
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

  /** Starts a state machine: that of the workflow by default. */
  async start(input: unknown, stateMachine = this.names.stateMachine): Promise<string> {
    const started = await this.call('stepfunctions:StartExecution', {
      stateMachineArn: this.arnOf(stateMachine),
      input: JSON.stringify(input),
    });
    return started.executionArn;
  }

  private arnOf(stateMachine: string): string {
    return `arn:aws:states:${this.names.primaryRegion}:${this.runtime.account}:stateMachine:${stateMachine}`;
  }

  /** Runs the state machine to its end. */
  async run(input: unknown): Promise<RunEnd> {
    return await this.runEnd(await this.start(input));
  }

  async runEnd(executionArn: string): Promise<RunEnd> {
    return await this.until(`${executionArn} to end`, async () => {
      const execution = await this.call('stepfunctions:DescribeExecution', { executionArn });
      return execution.status === 'RUNNING' ? undefined : execution;
    });
  }

  async isRunning(stateMachine: string): Promise<boolean> {
    const input = { stateMachineArn: this.arnOf(stateMachine), statusFilter: 'RUNNING' };
    return (await this.call('stepfunctions:ListExecutions', input)).executions.length > 0;
  }

  /** The ledger's item of a version. */
  async ledger(version: string): Promise<Record<string, any>> {
    const Key = this.ledgerKey(version);
    const TableName = this.names.ledger;
    return (await this.call('dynamodb:GetItem', { TableName, Key, ConsistentRead: true })).Item ?? {};
  }

  ledgerKey(version: string) {
    return { package: { S: PACKAGE }, version: { S: version } };
  }

  /** Members by which a call names the sample package in a repository. */
  packageIn(repository: string) {
    const { domain } = this.names;
    return { domain, domainOwner: this.runtime.account, repository, format: 'pypi', package: PACKAGE };
  }

  /** How many files of a version each region's release repository serves, in the order of the regions. */
  async served(version: string): Promise<number[]> {
    const input = { ...this.packageIn(this.names.release), packageVersion: version };
    return await Promise.all(
      this.names.regions.map(async (region) => {
        const answer = await this.call('codeartifact:ListPackageVersionAssets', input, { region }).catch(
          (error) => {
            if (error.name === 'ResourceNotFoundException') return { assets: [] };
            throw error;
          },
        );
        return answer.assets.length;
      }),
    );
  }

  /** How many messages topics were sent up to now. */
  get messageCount(): number {
    return this.options.messages?.length ?? 0;
  }

  /** Waits for a message with `text` that came after the first `count`. */
  async told(text: string, count: number): Promise<void> {
    const { messages = [] } = this.options;
    await this.soon(`a message with "${text}"`, async () =>
      messages.slice(count).find((message) => message.includes(text)),
    );
  }

  /** Waits until each log group has an event since `start`. */
  async logged(groups: readonly string[], start: number): Promise<void> {
    for (const logGroupName of groups) {
      await this.soon(`an event in ${logGroupName}`, async () => {
        const input = { logGroupName, startTime: start, limit: 1 };
        return (await this.call('logs:FilterLogEvents', input)).events?.[0];
      });
    }
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

  /** Ends what a flow that failed has left behind: pipeline executions, runs, and debts of the ledger. */
  async mend(): Promise<void> {
    const { pipeline: pipelineName, stateMachine } = this.names;
    for (const { status, pipelineExecutionId } of await this.pipelineExecutions())
      if (status === 'InProgress')
        await this.call('codepipeline:StopPipelineExecution', {
          pipelineName,
          pipelineExecutionId,
          abandon: true,
        });
    await this.until('every run to end', async () => !(await this.isRunning(stateMachine)) || undefined);
    for (const version of [this.published, this.rolledBack]) {
      const { lockOwner, releaseState } = await this.ledger(version);
      if (lockOwner || ['Publishing', 'RollbackIncomplete'].includes(releaseState?.S))
        await this.run({ operation: 'rollback', package: PACKAGE, version });
    }
  }

  /** Waits for what an event brings about. */
  async soon<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
    return await this.until(what, look, SOON);
  }

  async until<T>(what: string, look: () => Promise<T | undefined>, patience = PATIENCE): Promise<T> {
    for (const end = systemClock.now() + patience; systemClock.now() < end; await delay(200)) {
      const seen = await look();
      if (seen !== undefined) return seen;
    }
    throw new Error(`waited ${patience / 1000} s for ${what}`);
  }
}

/** Name of the sample package. */
export const PACKAGE = 'sample-wordcount';
