import type { LocalIam } from '../../iam/create-iam';
import { type Operation, ServiceError } from '../../service';

/** Parameters that would change what the session may do, and are not emulated. */
const REFUSED = [
  'Policy',
  'PolicyArns',
  'ProvidedContexts',
  'SerialNumber',
  'SourceIdentity',
  'Tags',
  'TokenCode',
  'TransitiveTagKeys',
];
/** A session that is opened by another session lasts an hour at most (STS API reference, "AssumeRole"). */
const CHAINED = 3600;

/** Gives out credentials of a role whose trust policy, with the caller's own policies, allows it. */
export function assumeRole(iam: LocalIam): Operation {
  return {
    permissions: (input) => [
      {
        action: 'sts:AssumeRole',
        resource: input.RoleArn,
        context: {
          'sts:RoleSessionName': input.RoleSessionName,
          ...(input.ExternalId === undefined ? {} : { 'sts:ExternalId': input.ExternalId }),
        },
      },
    ],
    handle(input, { principal }) {
      const refused = REFUSED.filter((name) => input[name] !== undefined);
      if (refused.length > 0)
        throw new ServiceError('ValidationError', `AssumeRole: ${refused.join(', ')} is not emulated here`);
      const durationSeconds = input.DurationSeconds ?? 3600;
      if (principal.roleArn !== undefined && durationSeconds > CHAINED) {
        throw new ServiceError(
          'ValidationError',
          'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
        );
      }
      const session = iam.openSession({
        roleArn: input.RoleArn,
        sessionName: input.RoleSessionName,
        durationSeconds,
      });
      const { expiration, ...credentials } = session.credentials;
      return {
        Credentials: {
          AccessKeyId: credentials.accessKeyId,
          SecretAccessKey: credentials.secretAccessKey,
          SessionToken: credentials.sessionToken,
          Expiration: new Date(expiration),
        },
        AssumedRoleUser: { AssumedRoleId: iam.userId(session.principal), Arn: session.principal.arn },
      };
    },
  };
}
