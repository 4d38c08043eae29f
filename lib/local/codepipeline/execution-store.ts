import type { Clock } from '../clock';
import { ServiceError } from '../service';
import { repeatWrite } from '../storage/repeat-write';
import type { Store, Table } from '../storage/store';
import { isActive, type PipelineExecution } from './execution';

/**
 * Executions on disk. Those that are active are also held in memory, and there is exactly one object for each: the
 * engine changes it and saves it.
 */
export class ExecutionStore {
  private readonly table: Table<PipelineExecution>;
  private readonly active = new Map<string, PipelineExecution>();
  /** Key by execution id, of every execution ever. */
  private readonly keys = new Map<string, string>();
  /** Execution id by pipeline and client request token. */
  private readonly tokens = new Map<string, string>();
  private readonly sequences = new Map<string, number>();
  private loading: Promise<void> | undefined;
  private readonly closer = new AbortController();

  constructor(
    private readonly options: {
      readonly store: Store;
      readonly clock: Clock;
      /** Told of what cannot be written at once. */
      readonly report?: (message: string) => void;
    },
  ) {
    this.table = options.store.table('codepipeline-executions');
  }

  /** Reads what is on disk, the first time it is called; nothing else may be done before that. */
  load(): Promise<void> {
    this.loading ??= this.readAll();
    return this.loading;
  }

  private async readAll(): Promise<void> {
    for await (const [key, execution] of this.table.entries()) {
      this.index(execution, key);
      this.sequences.set(pipelineKey(execution), execution.sequence);
      if (isActive(execution)) this.active.set(execution.id, execution);
    }
  }

  nextSequence(pipeline: { region: string; pipelineName: string }): number {
    const next = (this.sequences.get(pipelineKey(pipeline)) ?? 0) + 1;
    this.sequences.set(pipelineKey(pipeline), next);
    return next;
  }

  /** Active executions of a pipeline, in the order of their start. */
  activeOf(pipeline: { region: string; pipelineName: string }): PipelineExecution[] {
    return [...this.active.values()]
      .filter((execution) => pipelineKey(execution) === pipelineKey(pipeline))
      .sort((a, b) => a.sequence - b.sequence);
  }

  /** Puts the execution's present state on disk. One that was not active is not, either, when that fails. */
  async save(execution: PipelineExecution): Promise<void> {
    execution.lastUpdateTime = this.options.clock.now();
    const key = `${pipelineKey(execution)}/${String(execution.sequence).padStart(10, '0')}`;
    const wasActive = this.active.has(execution.id);
    if (isActive(execution)) this.active.set(execution.id, execution);
    try {
      await this.table.put(key, execution);
    } catch (error) {
      if (!wasActive) this.active.delete(execution.id);
      throw error;
    }
    this.index(execution, key);
    if (!isActive(execution)) this.active.delete(execution.id);
  }

  /**
   * Saves what has happened without a request that could fail, and tries until it is on disk: half done, the execution
   * would hold its stage until the next start. @throws AbortError when the store is closed first
   */
  async saveWithRetry(execution: PipelineExecution): Promise<void> {
    const { clock, report } = this.options;
    const { signal } = this.closer;
    const what = `pipeline ${execution.pipelineName}: execution ${execution.id}`;
    await repeatWrite(() => this.save(execution), { clock, signal, what, report });
  }

  /** Gives up what could not be written; the next start goes on from what is on disk. */
  close(): void {
    this.closer.abort();
  }

  /**
   * @throws ServiceError PipelineExecutionNotFoundException, or `code` for the calls whose model does not have that: which
   * one AWS has for them is a guess.
   */
  async get(
    pipeline: { region: string; pipelineName: string },
    id: string,
    code = 'PipelineExecutionNotFoundException',
  ): Promise<PipelineExecution> {
    const key = this.keys.get(id);
    const execution = this.active.get(id) ?? (key === undefined ? undefined : await this.table.get(key));
    if (execution === undefined || pipelineKey(execution) !== pipelineKey(pipeline))
      throw new ServiceError(
        code,
        `The pipeline execution ${id} does not exist for pipeline ${pipeline.pipelineName}.`,
      );
    return execution;
  }

  /** Id of the execution that a call with this token has started. */
  startedWith(pipeline: { region: string; pipelineName: string }, token: string): string | undefined {
    return this.tokens.get(`${pipelineKey(pipeline)} ${token}`);
  }

  private index(execution: PipelineExecution, key: string): void {
    this.keys.set(execution.id, key);
    if (execution.clientRequestToken !== undefined)
      this.tokens.set(`${pipelineKey(execution)} ${execution.clientRequestToken}`, execution.id);
  }

  /** Executions of a pipeline, newest first, from before the given sequence number. */
  async *newestFirst(
    pipeline: { region: string; pipelineName: string },
    before?: number,
  ): AsyncGenerator<PipelineExecution> {
    const prefix = `${pipelineKey(pipeline)}/`;
    const end = before === undefined ? undefined : { before: `${prefix}${String(before).padStart(10, '0')}` };
    // Read once more: what the list holds is from when its reading began, and an execution may have ended since.
    for await (const [key, { id }] of this.table.entries({ prefix, reverse: true, ...end })) {
      const execution = this.active.get(id) ?? (await this.table.get(key));
      if (execution !== undefined) yield execution;
    }
  }
}

function pipelineKey({ region, pipelineName }: { region: string; pipelineName: string }): string {
  return `${region}/${pipelineName}`;
}
