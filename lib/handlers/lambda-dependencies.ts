import { Codeartifact } from '@aws-sdk/client-codeartifact';
import { HANDLER_ENV } from '../contract';
import { createMetrics } from './metrics';
import type { HandlerDependencies } from './region';

/** CodeArtifact throttles per region and account (copies at 5 a second), so clients are patient. */
export const PATIENCE = { maxAttempts: 5, retryMode: 'standard' } as const;

/** Wires the handlers to AWS. One client per region serves all invocations of a warm function. */
export function lambdaDependencies(env: NodeJS.ProcessEnv): HandlerDependencies {
  const clients = new Map<string, Codeartifact>();
  return {
    metrics: createMetrics({
      deployment: required(env, HANDLER_ENV.deployment),
      // Not by the console: Lambda puts time and request before what that prints, and a metric is JSON from the start.
      print: (line) => void process.stdout.write(`${line}\n`),
      now: Date.now,
    }),
    names: {
      domain: required(env, HANDLER_ENV.domain),
      staging: required(env, HANDLER_ENV.stagingRepository),
      release: required(env, HANDLER_ENV.releaseRepository),
    },
    clientFor(region) {
      const client = clients.get(region) ?? new Codeartifact({ region, ...PATIENCE });
      clients.set(region, client);
      return client;
    },
  };
}

/** Value of an environment variable that the stack sets. */
export function required(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name];
  if (!value)
    throw new Error(`environment variable ${name}: expected a name, got nothing; the stack sets it`);
  return value;
}
