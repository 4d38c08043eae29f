import type { Call, Operation } from '../../service';
import type { CodeArtifactContext } from '../context';
import { invalid } from '../not-found';
import { needs } from './permissions';

const [SHORTEST, LONGEST] = [900, 43_200];
/** What is left of a role session whose end is not known: the default duration of role sessions. */
const ROLE_SESSION = 3600;

/**
 * `codeartifact:GetAuthorizationToken`. Asks for `sts:GetServiceBearerToken` too (user guide, "AWS CodeArtifact
 * authentication and tokens").
 */
export function getAuthorizationToken(context: CodeArtifactContext): Operation {
  return {
    permissions: (input, call) => [
      ...needs.domain(input, call),
      {
        action: 'sts:GetServiceBearerToken',
        resource: '*',
        context: {
          'sts:AWSServiceName': 'codeartifact.amazonaws.com',
          'sts:DurationSeconds': durationKey(input),
        },
      },
    ],
    async handle(input, call) {
      const domain = context.catalog.domainOf(input, call);
      const expiration = expirationOf(context, input, call);
      const authorizationToken = await context.tokens.issue({
        region: call.region,
        domain: domain.name,
        principal: call.principal,
        expiration,
      });
      return { authorizationToken, expiration: new Date(expiration) };
    },
  };
}

function durationKey({ durationSeconds }: { durationSeconds?: number }): string {
  return String(durationSeconds ?? LONGEST);
}

function expirationOf(context: CodeArtifactContext, input: { durationSeconds?: number }, call: Call): number {
  const { durationSeconds = LONGEST } = input;
  const now = context.clock.now();
  if (durationSeconds === 0) {
    const session = call.principal.roleArn === undefined ? LONGEST : ROLE_SESSION;
    return context.sessionEnd(call.principal) ?? now + session * 1000;
  }
  if (durationSeconds < SHORTEST || durationSeconds > LONGEST)
    throw invalid(`durationSeconds: expected 0 or ${SHORTEST} to ${LONGEST}, got ${durationSeconds}`);
  return now + durationSeconds * 1000;
}
