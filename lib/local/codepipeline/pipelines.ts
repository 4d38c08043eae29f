import type { Clock } from '../clock';
import { ServiceError } from '../service';
import type { Store, Table } from '../storage/store';
import type { PipelineDeclaration } from './declaration';

/** Whether executions may enter a stage. */
export interface Transition {
  readonly enabled: boolean;
  readonly lastChangedBy?: string;
  /** Milliseconds since the epoch. */
  readonly lastChangedAt?: number;
  readonly disabledReason?: string;
}

/** A deployed pipeline. */
export interface Pipeline {
  readonly declaration: PipelineDeclaration;
  readonly region: string;
  readonly arn: string;
  /** Milliseconds since the epoch. */
  readonly created: number;
  readonly updated: number;
}

/** What is kept of a pipeline over restarts. */
interface PipelineRecord {
  readonly version: number;
  /** The declaration as JSON, without its version: a change makes a new version. */
  readonly declaration: string;
  readonly created: number;
  readonly updated: number;
}

/** The pipelines of every region. Definitions come from the assembly; versions and transitions are kept on disk. */
export class Pipelines {
  private readonly byKey = new Map<string, Pipeline>();
  private readonly records: Table<PipelineRecord>;
  private readonly transitions: Table<Transition>;
  private readonly transitionByKey = new Map<string, Transition>();

  constructor(
    private readonly options: { readonly store: Store; readonly clock: Clock; readonly account: string },
  ) {
    this.records = options.store.table('codepipeline-pipelines');
    this.transitions = options.store.table('codepipeline-transitions');
  }

  arnOf(region: string, name: string): string {
    return `arn:aws:codepipeline:${region}:${this.options.account}:${name}`;
  }

  /** Deploys a pipeline; its version is one higher when it changed since the last start. */
  async put(region: string, definition: Omit<PipelineDeclaration, 'version'>): Promise<Pipeline> {
    const key = `${region}/${definition.name}`;
    const before = await this.records.get(key);
    const json = JSON.stringify(definition);
    const now = this.options.clock.now();
    let record = before;
    if (record?.declaration !== json) {
      const version = (before?.version ?? 0) + 1;
      record = { version, declaration: json, created: before?.created ?? now, updated: now };
      await this.records.put(key, record);
    }
    for (const { name } of definition.stages) {
      const transition = await this.transitions.get(`${key}/${name}`);
      if (transition !== undefined) this.transitionByKey.set(`${key}/${name}`, transition);
    }
    const pipeline: Pipeline = {
      declaration: { ...definition, version: record.version },
      region,
      arn: this.arnOf(region, definition.name),
      created: record.created,
      updated: record.updated,
    };
    this.byKey.set(key, pipeline);
    return pipeline;
  }

  find(region: string, name: string): Pipeline | undefined {
    return this.byKey.get(`${region}/${name}`);
  }

  /** @throws ServiceError PipelineNotFoundException */
  get(region: string, name: string): Pipeline {
    const pipeline = this.find(region, name);
    if (pipeline === undefined)
      throw new ServiceError(
        'PipelineNotFoundException',
        `Account '${this.options.account}' does not have a pipeline with name '${name}'`,
      );
    return pipeline;
  }

  all(): Pipeline[] {
    return [...this.byKey.values()];
  }

  transition(pipeline: Pipeline, stageName: string): Transition {
    const key = `${pipeline.region}/${pipeline.declaration.name}/${stageName}`;
    return this.transitionByKey.get(key) ?? { enabled: true };
  }

  async setTransition(pipeline: Pipeline, stageName: string, transition: Transition): Promise<void> {
    const key = `${pipeline.region}/${pipeline.declaration.name}/${stageName}`;
    await this.transitions.put(key, transition);
    this.transitionByKey.set(key, transition);
  }
}
