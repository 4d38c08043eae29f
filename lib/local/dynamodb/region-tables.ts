import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { create, type DynaliteDb, type DynaliteStore } from 'dynalite/db';
import { checkTypes, checkValidations } from 'dynalite/validations';
import { ServiceError } from '../service';
import { LevelWrites } from '../storage/level-writes';
import { base64Blobs, bufferBlobs } from './attribute-blobs';
import { dynaliteAction } from './dynalite-actions';

/** The tables of one region: a dynalite database that is called in process. */
export class RegionTables {
  private readonly store: DynaliteStore;
  private readonly writes: LevelWrites | undefined;

  constructor(
    readonly region: string,
    account: string,
    directory: string | undefined,
  ) {
    // Tables are usable, and gone, at once: CloudFormation and the SDKs' waiters wait for them too.
    const path = directory && join(directory, region);
    this.store = create({
      ...(path !== undefined && { path }),
      createTableMs: 0,
      deleteTableMs: 0,
    });
    this.store.tableDb.awsAccountId = account;
    this.store.tableDb.awsRegion = region;
    if (path !== undefined) this.writes = writeThrough(this.store.db, path);
  }

  async open(): Promise<this> {
    await this.store.db.open();
    return this;
  }

  async close(): Promise<void> {
    await this.writes?.close();
    await new Promise<void>((resolve, reject) => {
      this.store.db.close((error?: Error | null) => (error ? reject(error) : resolve()));
    });
  }

  /** Calls an operation by its dynalite name. @throws ServiceError as DynamoDB answers */
  async call(name: string, input: Record<string, any>): Promise<any> {
    const action = dynaliteAction(name);
    const seen: SeenItem = {};
    try {
      const data = checkTypes(base64Blobs(input) as object, action.types);
      checkValidations(data, action.types, action.custom, this.store);
      const output = await new Promise((resolve, reject) => {
        action.run(observing(this.store, seen), data, (error, result) =>
          error ? reject(error) : resolve(result),
        );
      });
      return bufferBlobs(output);
    } catch (error) {
      throw serviceError(error, input, seen);
    }
  }

  /** Definition of a table, if it exists. */
  async definition(name: string): Promise<any> {
    return new Promise((resolve, reject) => {
      this.store.tableDb.get(name, (error, table) =>
        error && error.name !== 'NotFoundError' ? reject(error) : resolve(table),
      );
    });
  }

  /**
   * Waits until a table has this status, or is gone. dynalite changes it after it has answered, and a change that comes
   * later than the next call would undo what that one does.
   */
  async settle(name: string, status: 'ACTIVE' | undefined): Promise<void> {
    while ((await this.definition(name))?.TableStatus !== status) await setImmediate();
  }

  /** Replaces the stored definition of a table. */
  async define(name: string, definition: unknown): Promise<void> {
    return new Promise((resolve, reject) => {
      this.store.tableDb.put(name, definition, (error) => (error ? reject(error) : resolve()));
    });
  }
}

/** The item that a write found; a failed condition may have to give it back. */
interface SeenItem {
  item?: unknown;
}

/**
 * The store as a write sees it, remembering the item that was read. dynalite reads it while it holds the item's lock,
 * so it is the very item that the condition was checked on.
 */
function observing(store: DynaliteStore, seen: SeenItem): DynaliteStore {
  return Object.assign(Object.create(store), {
    getItemDb(name: string) {
      const itemDb = store.getItemDb(name);
      const get: DynaliteDb['get'] = (key, callback) =>
        itemDb.get(key, (error, item) => {
          seen.item = item;
          callback(error, item);
        });
      return Object.assign(Object.create(itemDb), { get });
    },
  });
}

/**
 * dynalite passes no options to LevelDB, whose writes are then still in the operating system's cache when they are
 * acknowledged. The lowest level of the database is the one place that every write goes through.
 */
function writeThrough(db: any, directory: string): LevelWrites {
  // dynalite's own `close` is the last one.
  const level = { open: () => db.open(), close: () => db.close._original() };
  const writes = new LevelWrites(level, directory);
  for (const method of ['_put', '_del', '_batch']) {
    const original = db[method].bind(db);
    db[method] = (...parameters: unknown[]) => {
      const options = parameters.pop();
      return writes.write(() => original(...parameters, { ...(options as object), sync: true }));
    };
  }
  return writes;
}

function serviceError(error: any, input: Record<string, any>, seen: SeenItem): unknown {
  if (error?.body?.__type === undefined) return error;
  const code = String(error.body.__type).split('#').pop() as string;
  const message = error.body.message ?? error.body.Message ?? code;
  const wantsItem = input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD';
  const details =
    code === 'ConditionalCheckFailedException' && wantsItem && seen.item !== undefined
      ? { Item: bufferBlobs(seen.item) }
      : {};
  return new ServiceError(code, message, { status: error.statusCode, ...details }, { cause: error });
}
