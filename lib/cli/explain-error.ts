import { CliError, EXIT } from './failure';

/** What to tell a person about an error. */
export interface Explanation {
  /** What happened. */
  readonly what: string;
  /** What to do about it, where that is known. */
  readonly hint?: string;
  /** Exit code that goes with it. */
  readonly code: number;
}

const LOG_IN =
  'Log in as for the AWS CLI ("aws sso login", "aws configure", AWS_PROFILE), or add --local to talk to the runtime on this machine.';

/** What to tell a person about an error, and the exit code that goes with it. */
export function explainError(error: unknown): Explanation {
  if (error instanceof CliError) return { what: error.message, code: error.exitCode };
  // Thrown by bin/setup.js, which is loaded before anything else and cannot share the class.
  if (error instanceof Error && error.name === 'SetupError')
    return { what: error.message, code: EXIT.environment };
  const { name, message, code } = describe(error);
  if (name === 'CredentialsProviderError') {
    return { what: `no AWS credentials were found (${message})`, hint: LOG_IN, code: EXIT.environment };
  }
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'ECONNRESET') {
    return {
      what: `no answer (${code}: ${message})`,
      hint: 'Is the network up, and the runtime running ("npm start") where AWS_ENDPOINT_URL points?',
      code: EXIT.environment,
    };
  }
  // The project's own errors say everything in their message.
  const what = name === 'Error' ? message : `${name}: ${message}`;
  return { what, hint: HINTS[name], code: EXIT.environment };
}

const EXPIRED = 'Log in again: "aws sso login", or new access keys.';

const HINTS: Readonly<Record<string, string>> = {
  ExpiredTokenException: EXPIRED,
  ExpiredToken: EXPIRED,
  InvalidClientTokenId: EXPIRED,
  UnrecognizedClientException: EXPIRED,
  StateMachineDoesNotExist:
    'Is the deployment there? "npx cdk deploy --all" makes it; --deployment names another one; --local means this machine.',
  ExecutionDoesNotExist: '"vigilant runs" lists the runs.',
};

/** Network errors of the SDK hide the system's error in `cause`, or in the list of an AggregateError. */
function describe(error: unknown): { name: string; message: string; code?: string } {
  const { name = 'Error', message = String(error), code, cause, errors } = (error ?? {}) as any;
  const inner = code ?? cause?.code ?? errors?.[0]?.code;
  return { name, message: message || errors?.[0]?.message || 'no message', code: inner };
}
