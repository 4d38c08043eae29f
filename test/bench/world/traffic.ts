import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import type { LocalRuntime } from '../../../lib/local/runtime';

/** One request as AWS would count it: `service:Operation`, with what it was sent as. */
export interface Request {
  readonly name: string;
  readonly principal: string;
  readonly region: string;
  readonly input: any;
}

/** Calls a runtime answered, whoever made them: over HTTP, from the state machine, from rules. */
export interface Traffic {
  readonly requests: readonly Request[];
  clear(): void;
  end(): void;
}

/**
 * Records every request of a runtime in this process. API calls all pass the gateway; the package index does not, so
 * its requests are taken from the HTTP server.
 */
export function recordTraffic(runtime: LocalRuntime): Traffic {
  const requests: Request[] = [];
  const { gateway } = runtime;
  const invoke = gateway.invoke;
  gateway.invoke = (call) => {
    const { service, operation, region, principal, input } = call;
    requests.push({ name: `${service}:${operation}`, principal: roleOf(principal.arn), region, input });
    return invoke.call(gateway, call);
  };
  const onRequest = (message: unknown) => {
    const { request } = message as { request: IncomingMessage };
    const index = /\.d\.codeartifact\.([\w-]+)\.amazonaws\.com\/pypi\/([^/]+)/.exec(request.url ?? '');
    if (index)
      requests.push({
        name: `pypi:${request.method}`,
        principal: 'client',
        region: index[1] as string,
        input: { repository: index[2] },
      });
  };
  subscribe('http.server.request.start', onRequest);
  return {
    requests,
    clear: () => void requests.splice(0),
    end() {
      gateway.invoke = invoke;
      unsubscribe('http.server.request.start', onRequest);
    },
  };
}

/** `vigilant-promote` of `arn:aws:sts::…:assumed-role/vigilant-promote/session`. */
function roleOf(arn: string): string {
  return arn.split('/')[1] ?? arn;
}
