import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../clock';
import type { Principal } from '../service';
import type { Store, Table } from '../storage/store';

/** What a token stands for. */
interface TokenRecord {
  readonly region: string;
  readonly domain: string;
  readonly principal: Principal;
  /** Milliseconds since the epoch. */
  readonly expiration: number;
}

/**
 * Authorization tokens of the package index. A token belongs to one domain and to the principal who asked for it, with
 * whose rights it acts at each use. They outlive restarts; only their hashes are kept.
 */
export class AuthorizationTokens {
  private readonly table: Table<TokenRecord>;

  constructor(private readonly options: { store: Store; clock: Clock }) {
    this.table = options.store.table('codeartifact-tokens');
  }

  async issue(record: TokenRecord): Promise<string> {
    // The prefix is that of a JSON Web Token, as the service's own tokens have.
    const token = `eyJ2ZXIiOjEsImlzdSI6bG9jYWx9.${randomBytes(96).toString('base64url')}`;
    await this.table.put(hash(token), record);
    return token;
  }

  /** Who holds `token`; undefined for an unknown or expired one, or one of another domain. */
  async identify(token: string, { region, domain }: { region: string; domain: string }) {
    const record = await this.table.get(hash(token));
    if (record === undefined || record.expiration <= this.options.clock.now()) return undefined;
    return record.region === region && record.domain === domain ? record.principal : undefined;
  }

  /** Drops what has expired. */
  async sweep(): Promise<void> {
    const now = this.options.clock.now();
    for await (const [key, { expiration }] of this.table.entries())
      if (expiration <= now) await this.table.delete(key);
  }
}

function hash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
