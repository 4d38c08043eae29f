import { ServiceError } from '../service';
import { RegionTables } from './region-tables';

/** The tables of all regions; a region's database is opened when it is first used. */
export class Tables {
  /** Keys of customers that encrypt tables, by table ARN. */
  readonly keys = new Map<string, string>();
  /** ARNs of the tables that their template protects from deletion. */
  readonly protected = new Set<string>();
  private readonly regions = new Map<string, Promise<RegionTables>>();

  constructor(
    readonly account: string,
    private readonly directory: string | undefined,
  ) {}

  in(region: string): Promise<RegionTables> {
    const open = this.regions.get(region) ?? new RegionTables(region, this.account, this.directory).open();
    this.regions.set(region, open);
    return open;
  }

  async close(): Promise<void> {
    for (const region of this.regions.values()) await (await region).close();
    this.regions.clear();
  }
}

/** ARN of a table. */
export function tableArn(table: { region: string; account: string; name: string }): string {
  return `arn:aws:dynamodb:${table.region}:${table.account}:table/${table.name}`;
}

/** `TableName` may be a name or an ARN (DynamoDB API Reference). @throws for an ARN of another region or account */
export function tableName(given: string, call: { region: string; account: string }): string {
  if (!given.startsWith('arn:')) return given;
  const prefix = tableArn({ ...call, name: '' });
  if (!given.startsWith(prefix))
    throw new ServiceError(
      'ResourceNotFoundException',
      `Requested resource not found: expected ${prefix}…, got ${given}`,
    );
  return given.slice(prefix.length);
}
