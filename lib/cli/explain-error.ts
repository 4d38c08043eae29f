import { CliError, EXIT } from './failure';

/** What to tell a person about an error, and the exit code that goes with it. */
export function explainError(error: unknown): { message: string; code: number } {
  if (error instanceof CliError) return { message: error.message, code: error.exitCode };
  // Thrown by bin/setup.js, which is loaded before anything else and cannot share the class.
  if (error instanceof Error && error.name === 'SetupError')
    return { message: error.message, code: EXIT.environment };
  const { name, message, code } = describe(error);
  if (name === 'CredentialsProviderError') {
    return {
      message:
        `no AWS credentials were found (${message}). Log in as for the AWS CLI ("aws sso login", "aws configure", ` +
        'AWS_PROFILE), or add --local to talk to the runtime on this machine.',
      code: EXIT.environment,
    };
  }
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'ECONNRESET') {
    return {
      message: `no answer (${code}: ${message}). Is the network up, and the runtime running ("npm start") where AWS_ENDPOINT_URL points?`,
      code: EXIT.environment,
    };
  }
  const hint = HINTS[name];
  // The project's own errors say everything in their message.
  const text = name === 'Error' ? message : `${name}: ${message}`;
  return { message: `${text}${hint ? `. ${hint}` : ''}`, code: EXIT.environment };
}

const HINTS: Readonly<Record<string, string>> = {
  ExpiredTokenException: 'Log in again.',
  ExpiredToken: 'Log in again.',
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
