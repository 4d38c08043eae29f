import { createServer } from 'node:net';
import { CliError, EXIT } from '../failure';

/** The port unless `--port` says otherwise; not one of those that well-known tools of developers listen on. */
export const DEFAULT_PORT = 4610;

/** @throws CliError when something listens on the port already; 0 is always free */
export async function checkPort(port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(port, error)));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve()));
  });
}

function explain(port: number, error: NodeJS.ErrnoException): Error {
  if (error.code === 'EADDRINUSE') {
    return new CliError(
      `port ${port} of 127.0.0.1 is in use by another program. Choose another with --port N (0: any free port); ` +
        'with npm: "npm start -- --port 0".',
      EXIT.environment,
      { cause: error },
    );
  }
  if (error.code === 'EACCES') {
    return new CliError(
      `port ${port} may not be used by this user: choose one from 1024 up, or 0`,
      EXIT.environment,
      {
        cause: error,
      },
    );
  }
  return error;
}
