import type { Codeartifact } from '@aws-sdk/client-codeartifact';
import type { CodeBuild } from '@aws-sdk/client-codebuild';
import type { Clock } from '../../../lib/local/clock';
import { type Gateway, type Principal, ServiceError } from '../../../lib/local/service';

/** Who makes calls, and what ends them. */
export interface Caller {
  readonly gateway: Gateway;
  readonly clock: Clock;
  readonly random: () => number;
  readonly principal: Principal;
  /** Aborted when the caller dies: no call of it is made after that, and one under way takes no effect any more. */
  readonly signal: AbortSignal;
  /** Told before each attempt of a call. */
  readonly onCall?: (operation: string, region: string) => void;
}

/** Attempts of the handlers' clients, see lambda-dependencies.ts; the AWS CLI makes as many. */
const MAX_ATTEMPTS = 5;
const LONGEST_DELAY_MS = 20_000;

/** A client of CodeArtifact in a region. */
export function codeArtifactClient(caller: Caller, region: string): Codeartifact {
  return client(caller, 'codeartifact', region) as Codeartifact;
}

/** A client of CodeBuild in a region. */
export function codeBuildClient(caller: Caller, region: string): CodeBuild {
  return client(caller, 'codebuild', region) as CodeBuild;
}

/**
 * A client as the AWS SDK gives it, without HTTP: same methods, same errors, and the SDK's standard retry mode
 * (exponential backoff from 100 ms, 500 ms when throttled, full jitter).
 */
function client(caller: Caller, service: string, region: string): object {
  const methods: ProxyHandler<object> = {
    get: (_, method: string) => (input: unknown) =>
      call(caller, {
        operation: method.charAt(0).toUpperCase() + method.slice(1),
        service,
        region,
        input,
      }),
  };
  return new Proxy({}, methods);
}

interface SdkCall {
  readonly service: string;
  readonly operation: string;
  readonly region: string;
  readonly input: unknown;
}

async function call(
  { gateway, clock, random, principal, signal, onCall }: Caller,
  { service, operation, region, input }: SdkCall,
): Promise<unknown> {
  for (let attempt = 1; ; attempt++) {
    signal.throwIfAborted();
    onCall?.(operation, region);
    try {
      const answer = await gateway.invoke({
        service,
        operation,
        region,
        principal,
        input: JSON.parse(JSON.stringify(input)),
        signal,
      });
      signal.throwIfAborted();
      return answer;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof ServiceError)) throw error;
      const base = retryBase(error);
      if (base === undefined || attempt === MAX_ATTEMPTS) throw sdkError(error);
      await clock.sleep(Math.min(LONGEST_DELAY_MS, random() * base * 2 ** attempt), signal);
    }
  }
}

/** First backoff for an error that may pass, in milliseconds. */
function retryBase({ code, details }: ServiceError): number | undefined {
  if (details.status === 429 || /Throttl/.test(code)) return 500;
  return code === 'SdkClientException' || (details.status ?? 400) >= 500 ? 100 : undefined;
}

/** The members of the error's shape are members of the error that the SDK throws. */
function sdkError({ code, message, details }: ServiceError): Error {
  const { status, ...members } = details;
  const name = code === 'SdkClientException' ? 'ECONNRESET' : code;
  return Object.assign(new Error(message), members, { name, $metadata: { httpStatusCode: status } });
}
