import type { ResourceProvider } from '../assembly/resource-provider';
import type { HttpRoute, Service } from '../service';

/** What an emulated service contributes to the runtime. */
export interface Part {
  readonly service?: Service;
  readonly providers?: readonly ResourceProvider[];
  readonly routes?: readonly HttpRoute[];
  /** Continues persisted work; called once everything is deployed. */
  start?(): Promise<void>;
  close?(): Promise<void>;
}
