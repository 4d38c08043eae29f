import { createRequire } from 'node:module';
import type { DynaliteStore } from 'dynalite/db';

/** A dynalite operation: its validation rules and what it does. */
export interface DynaliteAction {
  readonly types: object;
  readonly custom: unknown;
  run(store: DynaliteStore, data: any, callback: (error: any, data?: any) => void): void;
}

const load = createRequire(__filename);

/** Loads the dynalite operation with this name (`putItem`). */
export function dynaliteAction(name: string): DynaliteAction {
  const { types, custom } = load(`dynalite/validations/${name}`);
  return { types, custom, run: load(`dynalite/actions/${name}`) };
}
