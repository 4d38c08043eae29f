import type { IncomingMessage } from 'node:http';
import type { Config } from '../../config';
import type { Backend } from '../../console/api/backend';
import { CALL_LIMIT } from '../../console/api/read-limit';
import { OPERATOR } from '../../local/iam/iam';
import type { CliContext } from '../context';
import { describeTarget } from '../target';
import { createBackend } from './create-backend';
import { type ServedConsole, serveConsole } from './serve-console';

/** The console of the runtime on this machine, a route of its endpoint. */
export function localConsole(context: CliContext, config: Config): ServedConsole {
  let backend: Promise<Backend> | undefined;
  const open = async (request: IncomingMessage) => {
    const url = `http://127.0.0.1:${request.socket.localPort}`;
    const { accessKeyId, secretAccessKey } = OPERATOR;
    const clients = context.createClients({
      region: config.primaryRegion,
      endpoint: url,
      credentials: { accessKeyId, secretAccessKey },
      callLimit: CALL_LIMIT,
    });
    return createBackend(context, await describeTarget(config, clients, url), { local: true });
  };
  return serveConsole({
    context,
    backend: (request) => {
      backend ??= open(request).catch((error) => {
        backend = undefined;
        throw error;
      });
      return backend;
    },
    log: (line) => context.terminal.note(line),
  });
}
