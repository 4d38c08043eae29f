import { createServer, type Server } from 'node:http';
import type { ServedConsole } from './serve-console';

/** Serves the console at a port of 127.0.0.1; 0 takes any free one. */
export function listenForConsole(served: ServedConsole, port: number): Promise<Server> {
  const server = createServer((request, response) => {
    served.handle(request, response).catch((error: Error) => {
      response.writeHead(500, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ message: error.message }));
    });
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port }, () => resolve(server));
  });
}
