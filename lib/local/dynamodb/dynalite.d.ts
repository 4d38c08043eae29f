// The parts of dynalite 4 that are called in process; it ships no types.
declare module 'dynalite/db' {
  interface DynaliteDb {
    get(key: string, callback: (error: Error | null, value?: any) => void): void;
    put(key: string, value: unknown, callback: (error: Error | null) => void): void;
  }
  interface DynaliteStore {
    readonly options: object;
    readonly db: any;
    readonly tableDb: DynaliteDb & { awsAccountId: string; awsRegion: string };
    getItemDb(name: string): DynaliteDb;
  }
  export function create(options: {
    path?: string;
    createTableMs?: number;
    deleteTableMs?: number;
  }): DynaliteStore;
}

declare module 'dynalite/validations' {
  export function checkTypes(data: object, types: object): any;
  export function checkValidations(data: object, types: object, custom: unknown, store: unknown): void;
}
