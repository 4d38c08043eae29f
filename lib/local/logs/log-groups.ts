import type { Store, Table } from '../storage/store';

/** Settings of a log group that the assembly defines; a group made on the fly has none. */
export interface LogGroupSettings {
  readonly retentionInDays?: number;
  readonly kmsKeyId?: string;
  readonly logGroupClass?: string;
}

/** A log group as it is kept. */
export interface LogGroup {
  readonly name: string;
  readonly creationTime: number;
}

/** The log groups of every region: data is kept, settings come from the assembly at each start. */
export class LogGroups {
  private readonly table: Table<LogGroup>;
  private readonly settings = new Map<string, LogGroupSettings>();

  constructor(store: Store) {
    this.table = store.table<LogGroup>('logs-groups');
  }

  get(region: string, name: string): Promise<LogGroup | undefined> {
    return this.table.get(keyOf(region, name));
  }

  /** Answers whether the group is new. */
  async create(region: string, name: string, now: number): Promise<boolean> {
    if ((await this.get(region, name)) !== undefined) return false;
    await this.table.put(keyOf(region, name), { name, creationTime: now });
    return true;
  }

  async list(region: string, prefix = ''): Promise<LogGroup[]> {
    const groups: LogGroup[] = [];
    for await (const [, group] of this.table.entries({ prefix: keyOf(region, prefix) })) groups.push(group);
    return groups;
  }

  configure(region: string, name: string, settings: LogGroupSettings): void {
    this.settings.set(keyOf(region, name), settings);
  }

  settingsOf(region: string, name: string): LogGroupSettings {
    return this.settings.get(keyOf(region, name)) ?? {};
  }
}

function keyOf(region: string, name: string): string {
  return `${region}\u0000${name}`;
}
