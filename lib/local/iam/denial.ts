import { ServiceError } from '../service';

/** Why a permission was refused. */
export interface Denial {
  readonly caller: string;
  readonly action: string;
  readonly resource: string;
  readonly reason: 'explicit-deny' | 'no-allow';
  readonly policies: 'identity-based' | 'resource-based';
  /** Service whose operation was called. */
  readonly service: string;
}

/** Services that do not call it AccessDeniedException. */
const CODES: Readonly<Record<string, string>> = {
  s3: 'AccessDenied',
  sts: 'AccessDenied',
  iam: 'AccessDenied',
  sns: 'AuthorizationErrorException',
};

/**
 * The error of a refused call (IAM user guide, "Troubleshoot access denied error messages"). S3 puts the resource in
 * quotes (S3 user guide, "Troubleshoot access denied (403 Forbidden) errors").
 */
export function accessDenied(denial: Denial): ServiceError {
  const { caller, action, policies, service } = denial;
  const resource = service === 's3' ? `"${denial.resource}"` : denial.resource;
  const because =
    denial.reason === 'explicit-deny'
      ? `with an explicit deny in ${policies === 'identity-based' ? 'an' : 'a'} ${policies} policy`
      : `because no ${policies} policy allows the ${action} action`;
  // No status of its own: the protocol decides between 400 and 403.
  return new ServiceError(
    CODES[service] ?? 'AccessDeniedException',
    `User: ${caller} is not authorized to perform: ${action} on resource: ${resource} ${because}`,
  );
}
