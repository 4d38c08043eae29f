import type { ResourceProvider } from '../assembly/resource-provider';
import type { HttpRoute, Service } from '../service';

/** What an emulated service contributes to the runtime. */
export interface Part {
  readonly service?: Service;
  readonly providers?: readonly ResourceProvider[];
  readonly routes?: readonly HttpRoute[];
  /**
   * Takes up what is on disk, and clears what a killed runtime left; called once everything is deployed. Until every
   * part has, no request is answered: it would be about what is not known yet, or begin what is taken for a leftover.
   */
  load?(): Promise<void>;
  /**
   * Continues persisted work, with the endpoint open. All parts are called before the next request is answered, so what
   * a part finds before it first waits was there at the last stop.
   */
  start?(): Promise<void>;
  close?(): Promise<void>;
}
